import { Core } from 'sip.js';
import type { URI } from 'sip.js';
import { ConnectionDigest } from './digest';
import { headerLines, parseAddress, plainBody, quotable, ReceivedResponse } from './sip-messages';
import { SignalingError } from './signaling';
import type { RequestOptions, SignalingOptions, SipResponse } from './signaling';
import { WebSocketTransport } from './web-socket-transport';

/** What we understand, for Allow (RFC 3261 section 20.5). */
export const ALLOW: readonly [string, string] = [
  'Allow',
  'ACK, BYE, CANCEL, INFO, INVITE, MESSAGE, NOTIFY, BENOTIFY, OPTIONS, REFER',
];

function token(length: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => (byte % 36).toString(36)).join(
    '',
  );
}

/**
 * The SIP library's core (transactions, dialogs, digest) on one WebSocket. Its `UserAgent` layer is not used: it brings WebRTC, decides
 * about bodies that are not SDP, and weighs 22 kB.
 */
export class Connection {
  readonly core: Core.UserAgentCore;
  readonly transport: WebSocketTransport;
  readonly aor: URI;
  /** Told when it is over, so that a lost connection leaves nobody waiting. */
  readonly #waiting = new Set<(error: SignalingError) => void>();
  readonly #digest: ConnectionDigest;
  /** Once the binding is confirmed the connection has proven itself, and requests need no credentials any more. */
  proven = false;
  #over: SignalingError | undefined;

  constructor(
    readonly options: SignalingOptions,
    coreDelegate: Core.UserAgentCoreDelegate,
    private readonly onBenotify: (message: Core.IncomingRequestMessage) => void,
  ) {
    const { identity, socket, userAgent } = options;
    this.aor = parseAddress(identity.uri);
    // RFC 7118 section 5: a browser does not know its address, so Via and Contact carry a name that cannot resolve.
    const viaHost = `${token(12)}.invalid`;
    const contact = parseAddress(`sip:${token(8)}@${viaHost};transport=ws`);
    const loggerFactory = new Core.LoggerFactory();
    loggerFactory.builtinEnabled = false;
    this.#digest = new ConnectionDigest(identity);
    this.core = new Core.UserAgentCore(
      {
        aor: this.aor,
        contact: {
          pubGruu: undefined,
          tempGruu: undefined,
          uri: contact,
          toString: () => `<${contact.toString()}>`,
        },
        displayName: quotable(identity.displayName),
        loggerFactory,
        hackViaTcp: false,
        routeSet: [],
        sipjsId: token(5),
        supportedOptionTags: ['outbound'],
        supportedOptionTagsResponse: ['outbound'],
        userAgentHeaderFieldValue: userAgent,
        viaForceRport: false,
        viaHost,
        // All that the library asks of it: its type is a class of its own with private members.
        authenticationFactory: () => this.#digest as unknown as Core.DigestAuthentication,
        transportAccessor: () => this.transport,
      },
      coreDelegate,
    );
    this.transport = new WebSocketTransport(socket, {
      onMessage: (text) => this.#receive(text),
      onTrace: (direction, text) => options.handlers.onTrace(direction, text),
      onLost: (error) => this.end(error),
    });
  }

  get contact(): readonly [string, string] {
    return ['Contact', this.core.configuration.contact.toString()];
  }

  /** A request outside of dialogs, authorised in advance where that is possible. */
  makeRequest(
    method: string,
    to: URI,
    options: RequestOptions,
    more: { callId?: string; cseq?: number } = {},
  ) {
    const { body, headers } = options;
    const sipBody = plainBody(body);
    const message = this.core.makeOutgoingRequestMessage(
      method,
      to,
      this.aor,
      to,
      more,
      headerLines(headers),
      sipBody,
    );
    if (!this.proven) this.#digest.authorize(message);
    return message;
  }

  /** Sends a non-INVITE request and waits for its final response. */
  send(message: Core.OutgoingRequestMessage): Promise<SipResponse> {
    return this.wait((resolve) => {
      const done = (response: Core.IncomingResponse) => resolve(new ReceivedResponse(response.message));
      this.core.request(message, { onAccept: done, onRedirect: done, onReject: done });
    });
  }

  /** A promise that the end of the connection rejects. */
  wait<T>(start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void): Promise<T> {
    if (this.#over) return Promise.reject(this.#over);
    return new Promise<T>((resolve, reject) => {
      const settle = this.onEnd(reject);
      const fail = (error: unknown) => {
        settle();
        reject(error instanceof Error ? error : new SignalingError('closed', String(error)));
      };
      try {
        start((value) => {
          settle();
          resolve(value);
        }, fail);
      } catch (error) {
        fail(error);
      }
    });
  }

  /** Calls `callback` when the connection ends; the function returned forgets it. */
  onEnd(callback: (error: SignalingError) => void): () => void {
    this.#waiting.add(callback);
    return () => void this.#waiting.delete(callback);
  }

  /** Ends everything, once. `error` says how; `onConnectionLost` is for the unexpected only. */
  end(error: SignalingError): void {
    if (this.#over) return;
    this.#over = error;
    // Disposes transactions and dialogs with their timers and sends nothing.
    this.core.reset();
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
    if (error.code === 'connection-lost') this.options.handlers.onConnectionLost(error);
  }

  #receive(text: string): void {
    try {
      const message = Core.Parser.parseMessage(text, this.core.loggerFactory.getLogger('parser'));
      if (!message?.via || !message.from || !message.to || !message.callId || !message.cseq) {
        throw new SyntaxError('Not a SIP message');
      }
      if (message instanceof Core.IncomingResponseMessage) {
        // RFC 3261 section 8.1.3.3: more than one Via means that it is somebody else's.
        if (message.getHeaders('via').length === 1) this.core.receiveIncomingResponseFromTransport(message);
      } else if (message.method === 'BENOTIFY') {
        // The library knows no BENOTIFY and would answer it, which [MS-SIP] forbids.
        this.onBenotify(message);
      } else {
        this.core.receiveIncomingRequestFromTransport(message);
      }
    } catch (error) {
      this.options.handlers.onMalformed(text, error);
    }
  }
}
