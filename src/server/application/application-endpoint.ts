import {
  buildProvisioningRequest,
  parseProvisioning,
  provisionedSettings,
  provisioningContentType,
  provisioningEvent,
  provisioningGroups,
  type ProvisionedSettings,
} from '../../protocol/provisioning';
import {
  addressOfRecord,
  connectTcp,
  parseUri,
  silentLog,
  SipEndpoint,
  systemClock,
  type Clock,
  type Logger,
  type SipConnection,
  type TlsIdentity,
} from '../sip';
import { ApplicationError } from './errors';

export interface ApplicationEndpointSettings {
  /** The application's address: `sip:floor-bot@contoso.com`. */
  readonly uri: string;
  readonly clock?: Clock;
  readonly log?: Logger;
}

/**
 * A trusted application that takes part by itself: a bot, a middle tier. The edge knows it by the way it connects: in the process, or over a private listener.
 * (UCMA: `ApplicationEndpoint`; `SetProxyInformation` is the connection.)
 */
export class ApplicationEndpoint {
  readonly uri: string;
  readonly domain: string;
  readonly clock: Clock;
  readonly log: Logger;
  #current: Promise<SipEndpoint> | undefined;
  #terminated = false;

  /** `connect` makes a connection that the edge takes as this application's; it is called again when one was lost. */
  constructor(
    { uri, clock = systemClock, log = silentLog }: ApplicationEndpointSettings,
    private readonly connect: () => Promise<SipConnection>,
  ) {
    this.uri = addressOfRecord(uri);
    this.domain = parseUri(this.uri)?.host ?? '';
    if (!this.domain) throw new TypeError(`Not a SIP address: ${uri}`);
    this.clock = clock;
    this.log = log;
  }

  /**
   * Over TCP, to the application's listener: `proxy` is where that is. With `tls` both ends prove who they are (mutual TLS): `key` and `certificate` are the
   * application's, `peers` the server's certificate or who has signed it (PEM); `serverName` is the name in it, `proxy.host` when absent.
   */
  static overTcp(
    settings: ApplicationEndpointSettings & {
      readonly proxy: { readonly host: string; readonly port: number };
      readonly tls?: TlsIdentity & { readonly serverName?: string };
    },
  ): ApplicationEndpoint {
    const { proxy, tls, clock = systemClock, log = silentLog } = settings;
    return new ApplicationEndpoint(settings, () => connectTcp({ ...proxy, clock, log, ...(tls && { tls }) }));
  }

  /** The SIP endpoint over a connection that lives. Rejects with `ApplicationError`. */
  async sip(): Promise<SipEndpoint> {
    if (this.#terminated) throw new ApplicationError('terminated', 'The endpoint has been terminated.');
    this.#current ??= this.#connect();
    try {
      return await this.#current;
    } catch (error) {
      this.#current = undefined;
      if (error instanceof ApplicationError) throw error;
      throw new ApplicationError('unreachable', 'The server cannot be reached.', { cause: error });
    }
  }

  /** What the server says of its services. Rejects with `ApplicationError`. */
  async getProvisioningData(): Promise<ProvisionedSettings> {
    const endpoint = await this.sip();
    const response = await endpoint
      .request('SUBSCRIBE', this.uri, {
        from: this.uri,
        headers: [
          ['Event', provisioningEvent],
          ['Accept', provisioningContentType],
          ['Expires', '0'],
          ['Supported', 'ms-piggyback-first-notify'],
          ['Contact', `<${this.uri}>`],
        ],
        contentType: provisioningContentType,
        body: buildProvisioningRequest(Object.values(provisioningGroups)),
      })
      .catch((error: unknown) => {
        throw new ApplicationError('unreachable', 'Provisioning was not answered.', { cause: error });
      });
    if (response.status !== 200)
      throw new ApplicationError('refused', 'Provisioning was refused.', { status: response.status });
    return provisionedSettings(parseProvisioning(response.body.toString('utf8')));
  }

  /** Ends all dialogs and the connection. Never rejects. */
  async terminate(): Promise<void> {
    this.#terminated = true;
    const current = this.#current;
    this.#current = undefined;
    try {
      await (await current)?.close();
    } catch (error) {
      this.log.debug('application-was-not-connected', { error });
    }
  }

  async #connect(): Promise<SipEndpoint> {
    const connection = await this.connect();
    if (this.#terminated) {
      connection.close('terminated');
      throw new ApplicationError('terminated', 'The endpoint has been terminated.');
    }
    const endpoint = new SipEndpoint({
      connection,
      contact: `${this.uri};transport=tcp`,
      clock: this.clock,
      log: this.log,
    });
    endpoint.onClose = () => (this.#current = undefined);
    return endpoint;
  }
}
