import {
  IceCandidate,
  ProtectionProfileAeadAes128Gcm,
  ProtectionProfileAes128CmHmacSha1_80,
  RTCDtlsFingerprint,
  RTCDtlsParameters,
  RTCDtlsTransport,
  RTCIceGatherer,
  RTCIceTransport,
  type RTCCertificate,
  type RtcpPacket,
} from 'werift';
import type { Logger } from '../../sip/log';
import { MediaError } from '../media-error';
import { judgeDtls } from './dtls-guard';
import type { Network } from './network';
import { isRtp, SrtpReceiver, SrtpSender, type ReceivedRtp, type RtpFields } from './srtp';
import type { DtlsSetup, Fingerprint, IceCandidateLine, IceDescription } from '../sdp/audio-description';

export interface TransportEvents {
  onConnected(): void;
  /** ICE or DTLS gave up. */
  onLost(reason: 'connect-failed' | 'silent'): void;
  /** Somebody says that the peer has closed (DTLS close_notify): to be believed when it falls silent as well. */
  onGoodbye(): void;
  onRtp(packet: ReceivedRtp): void;
  onRtcp(packet: RtcpPacket): void;
}

/**
 * One ICE and DTLS-SRTP connection. It is made of werift's transports, not of its RTCPeerConnection: what is negotiated stays with us,
 * packets come without detours, and a source that the description did not name is heard as well.
 */
export class LegTransport {
  #remote: { readonly ufrag: string; readonly fingerprints: string } | undefined;
  #started: 'no' | 'starting' | 'connected' = 'no';
  #closed = false;
  #rtcpReceived = 0;
  #rtpReceived = 0;
  #sender: SrtpSender | undefined;
  #receiver: SrtpReceiver | undefined;

  private constructor(
    private readonly gatherer: RTCIceGatherer,
    private readonly ice: RTCIceTransport,
    private readonly dtls: RTCDtlsTransport,
    private readonly events: TransportEvents,
    private readonly log: Logger,
    private readonly address: string | undefined,
    private readonly releasePort: () => void,
  ) {
    const { onData } = ice.connection;
    const deliver = onData.execute;
    onData.execute = (data) => {
      if (isRtp(data)) return this.#receive(data);
      const verdict = judgeDtls(data, this.#rtpReceived + this.#rtcpReceived > 0);
      if (verdict === 'pass') deliver(data);
      else if (verdict === 'goodbye' && !this.#closed) events.onGoodbye();
    };
    ice.onStateChange.subscribe((state) => {
      // werift: consent (RFC 7675) has expired, or no pair worked.
      if (state === 'failed') this.#lost(this.#started === 'connected' ? 'silent' : 'connect-failed');
    });
    dtls.onStateChange.subscribe((state) => {
      if (state === 'closed' || state === 'failed') this.#lost('connect-failed');
    });
    dtls.onRtcp.subscribe((packet) => {
      this.#rtcpReceived++;
      if (!this.#closed) events.onRtcp(packet);
    });
  }

  /** Has its ports and candidates when it resolves. @throws MediaError `unavailable` */
  static async open(
    certificate: RTCCertificate,
    network: Network,
    controlling: boolean,
    events: TransportEvents,
    log: Logger,
  ): Promise<LegTransport> {
    const { address } = network;
    const port = network.takePort();
    const gatherer = new RTCIceGatherer({
      useIpv4: true,
      useIpv6: false,
      ...(address && { interfaceAddresses: { udp4: address }, additionalHostAddresses: [address] }),
      ...(port && { portRange: [port.number, port.number] }),
    });
    const ice = new RTCIceTransport(gatherer);
    ice.connection.iceControlling = controlling;
    const dtls = new RTCDtlsTransport({}, ice, certificate, [
      ProtectionProfileAeadAes128Gcm,
      ProtectionProfileAes128CmHmacSha1_80,
    ]);
    const transport = new LegTransport(gatherer, ice, dtls, events, log, address, () => port?.release());
    await transport.#gather();
    return transport;
  }

  async #gather(): Promise<void> {
    try {
      await this.gatherer.gather();
    } catch (cause) {
      this.close();
      throw new MediaError('unavailable', 'No port for media could be opened.', { cause });
    }
    if (this.localIce.candidates.length > 0) return;
    this.close();
    throw new MediaError('unavailable', 'No port for media could be opened.');
  }

  get localIce(): IceDescription {
    const { usernameFragment, password } = this.ice.localParameters;
    const candidates = this.ice.localCandidates
      // Asked for loopback, werift announces the other addresses as well, with ports that are bound to loopback.
      .filter(({ ip }) => this.address === undefined || ip === this.address)
      .map(({ foundation, priority, ip, port, type }): IceCandidateLine => ({
        foundation: foundation.replace('candidate:', ''),
        priority,
        address: ip,
        port,
        type: type as IceCandidateLine['type'],
      }));
    return { usernameFragment, password, lite: false, candidates };
  }

  get fingerprint(): Fingerprint {
    const { algorithm, value } = this.dtls.localParameters.fingerprints[0]!;
    return { algorithm, value };
  }

  get isConnected(): boolean {
    return this.#started === 'connected' && !this.#closed;
  }

  /** Rises with everything that the peer sends: media, reports, ICE checks and answers to ours. */
  get activity(): number {
    let count = this.#rtcpReceived + this.#rtpReceived;
    for (const pair of this.ice.connection.candidatePairs)
      count += pair.requestsReceived + pair.responsesReceived;
    return count;
  }

  /** Whether a new description can go on with this connection (the same certificate), as ICE restart or as it is. */
  continues(fingerprints: readonly Fingerprint[]): boolean {
    return this.#remote === undefined || this.#remote.fingerprints === key(fingerprints);
  }

  /** The peer's side. With other credentials than before it is an ICE restart (RFC 8839 4.4.1.1.1). */
  async setRemote(ice: IceDescription, fingerprints: readonly Fingerprint[]): Promise<void> {
    const restarts = this.#remote !== undefined && this.#remote.ufrag !== ice.usernameFragment;
    this.#remote = { ufrag: ice.usernameFragment, fingerprints: key(fingerprints) };
    // werift restarts by itself when it sees new credentials, and then wants to gather again.
    this.ice.setRemoteParams({
      usernameFragment: ice.usernameFragment,
      password: ice.password,
      iceLite: ice.lite,
    });
    if (ice.lite) this.ice.connection.iceControlling = true; // RFC 8445 6.1.1
    this.dtls.setRemoteParams(
      new RTCDtlsParameters(
        fingerprints.map(({ algorithm, value }) => new RTCDtlsFingerprint(algorithm, value)),
        'auto',
      ),
    );
    if (restarts) await this.#gather();
    for (const { foundation, priority, address, port, type } of ice.candidates) {
      await this.ice.addRemoteCandidate(
        new IceCandidate(1, foundation, address, port, priority, 'udp', type),
      );
    }
    // The end of candidates is never told: a peer behind NAT or mDNS is found by its own checks.
    if (restarts && this.#started !== 'no') this.#run(() => this.ice.start());
  }

  /** Begins to connect, once. `setup`: who we are in DTLS. */
  start(setup: Exclude<DtlsSetup, 'actpass'>): void {
    if (this.#started !== 'no') return;
    this.#started = 'starting';
    this.dtls.role = setup === 'active' ? 'client' : 'server';
    this.#run(async () => {
      await this.ice.start();
      await this.dtls.start();
      if (this.#closed) return;
      this.#started = 'connected';
      this.events.onConnected();
    });
  }

  #run(connect: () => Promise<void>): void {
    connect().catch((error: unknown) => {
      if (this.#closed) return;
      this.log.info('media.connect-failed', { error: String(error) });
      this.#lost('connect-failed');
    });
  }

  sendRtp(payload: Buffer, header: RtpFields): void {
    this.#sender ??= new SrtpSender(this.dtls.srtp.localContext);
    // What cannot be sent is a packet lost.
    this.ice.connection.send(this.#sender.seal(header, payload)).catch(() => undefined);
  }

  #receive(data: Buffer): void {
    // No keys, or not yet those of the one whose fingerprint we know.
    if (!this.dtls.srtpStarted || this.#closed) return;
    this.#receiver ??= new SrtpReceiver(this.dtls.srtp.remoteContext);
    const packet = this.#receiver.open(data);
    if (!packet) return;
    this.#rtpReceived++;
    this.events.onRtp(packet);
  }

  sendRtcp(packets: RtcpPacket[]): void {
    this.dtls.sendRtcp(packets).catch((error: unknown) => {
      this.log.warn('media.report-failed', { error: String(error) });
    });
  }

  #lost(reason: Parameters<TransportEvents['onLost']>[0]): void {
    if (this.#closed) return;
    this.close();
    this.events.onLost(reason);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.dtls.onRtcp.allUnsubscribe();
    this.dtls
      .stop()
      .catch((error: unknown) => this.log.warn('media.close-failed', { error: String(error) }))
      .finally(this.releasePort);
  }
}

const key = (fingerprints: readonly Fingerprint[]): string =>
  fingerprints.map(({ algorithm, value }) => `${algorithm} ${value}`).join();
