import { randomInt } from 'node:crypto';
import { MediaError } from '../media-error';
import type { MediaDirection } from '../media-service';
import { common, reversed, sends, type AudioDescription, type DtlsSetup } from '../sdp/audio-description';
import { parseAudioDescription } from '../sdp/parse';
import { writeAudioDescription, type LocalAudio } from '../sdp/write';
import type { LegTransport } from './transport';

/** What an offer of ours says: both codings of G.711, and digits. */
const OFFERED = {
  codecs: [
    { payloadType: 0, name: 'PCMU' },
    { payloadType: 8, name: 'PCMA' },
  ],
  eventPayloadType: 101,
  protocol: 'UDP/TLS/RTP/SAVPF',
  mid: '0',
  bundled: true,
} as const;

export interface Negotiated {
  readonly codecs: AudioDescription['codecs'];
  readonly eventPayloadType: number | undefined;
  /** Whether the peer wants to hear anything. */
  readonly peerListens: boolean;
}

export interface NegotiationHooks {
  openTransport(controlling: boolean): Promise<LegTransport>;
  /** From now on this connection counts; the one before is to be closed. */
  useTransport(transport: LegTransport): void;
  onNegotiated(result: Negotiated): void;
}

/** Offer and answer (RFC 3264) of one leg. */
export class Negotiation {
  readonly #sessionId = String(randomInt(2 ** 47));
  #version = 0;
  #transport: LegTransport | undefined;
  #pending: { readonly transport: LegTransport; readonly direction: MediaDirection } | undefined;
  #busy = false;
  /** As first negotiated: later descriptions keep them (RFC 3264 8, RFC 8842 5.5). */
  #mid: string | undefined;
  #setup: 'active' | 'passive' | undefined;

  constructor(
    private readonly identity: { readonly ssrc: number; readonly cname: string },
    private readonly hooks: NegotiationHooks,
  ) {}

  answer(offerSdp: string): Promise<string> {
    return this.#alone(async () => {
      if (this.#pending) throw wrongState('An offer of ours has no answer yet.');
      const offer = parseAudioDescription(offerSdp);
      const goesOn = this.#transport?.continues(offer.fingerprints) === true;
      const transport = goesOn ? this.#transport! : await this.hooks.openTransport(false);
      // RFC 5763 5: we begin the handshake unless the offerer insists on it.
      const setup = (goesOn ? this.#setup : undefined) ?? (offer.setup === 'active' ? 'passive' : 'active');
      await transport.setRemote(offer.ice, offer.fingerprints);
      const direction = reversed(offer.direction);
      const [codec] = offer.codecs;
      const { mid, bundled, protocol, eventPayloadType } = offer;
      const described = { codecs: [codec!], eventPayloadType, mid, bundled, protocol };
      const text = writeAudioDescription(this.#local(transport, described, direction, setup), offer);
      this.#settle(transport, offer, setup, sends(direction));
      return text;
    });
  }

  offer(direction: MediaDirection): Promise<string> {
    return this.#alone(async () => {
      if (this.#pending) throw wrongState('An offer of ours has no answer yet.');
      const transport = this.#transport ?? (await this.hooks.openTransport(true));
      this.#pending = { transport, direction };
      const mid = this.#transport ? this.#mid : OFFERED.mid;
      return writeAudioDescription(
        this.#local(transport, { ...OFFERED, mid, bundled: mid !== undefined }, direction, 'actpass'),
      );
    });
  }

  accept(answerSdp: string): Promise<void> {
    return this.#alone(async () => {
      const pending = this.#pending;
      if (!pending) throw wrongState('There is no offer to be answered.');
      const answer = parseAudioDescription(answerSdp);
      const { transport } = pending;
      if (!transport.continues(answer.fingerprints)) {
        throw new MediaError('sdp-unsupported', 'The answer has another certificate than before.');
      }
      await transport.setRemote(answer.ice, answer.fingerprints);
      this.#pending = undefined;
      const setup = this.#setup ?? (answer.setup === 'passive' ? 'active' : 'passive');
      this.#settle(transport, answer, setup, sends(common(pending.direction, reversed(answer.direction))));
    });
  }

  withdraw(): void {
    const transport = this.#pending?.transport;
    this.#pending = undefined;
    if (transport !== this.#transport) transport?.close();
  }

  close(): void {
    this.withdraw();
    this.#transport?.close();
  }

  #settle(
    transport: LegTransport,
    peer: AudioDescription,
    setup: 'active' | 'passive',
    peerListens: boolean,
  ): void {
    if (this.#transport !== transport) {
      this.#transport?.close();
      this.#transport = transport;
      this.hooks.useTransport(transport);
    }
    this.#setup = setup;
    this.#mid = peer.mid;
    this.hooks.onNegotiated({ codecs: peer.codecs, eventPayloadType: peer.eventPayloadType, peerListens });
    transport.start(setup);
  }

  #local(
    transport: LegTransport,
    described: Pick<LocalAudio, 'codecs' | 'eventPayloadType' | 'protocol' | 'mid' | 'bundled'>,
    direction: MediaDirection,
    setup: DtlsSetup,
  ): LocalAudio {
    const { usernameFragment, password, candidates } = transport.localIce;
    return {
      sessionId: this.#sessionId,
      version: this.#version++,
      direction,
      ...described,
      usernameFragment,
      password,
      candidates,
      fingerprint: transport.fingerprint,
      setup,
      ...this.identity,
    };
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy) throw wrongState('Another description is being worked on.');
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
    }
  }
}

const wrongState = (message: string): MediaError => new MediaError('wrong-state', message);
