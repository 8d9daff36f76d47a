import type { MediaEngine } from './audio-video/media/media-engine';
import type { ContextApplication } from './contract';
import type { CredentialsSource } from './credentials';
import type { ReconnectPolicy } from './reconnect-policy';
import type { WebSocketConstructor } from './signaling/open-socket';
import type { CreateSignaling } from './signaling/signaling';

export interface LyncSessionOptions {
  /** WebSocket URL of the edge, e.g. `wss://sip.contoso.com/sip`. May come with the credentials instead. */
  readonly server?: string;
  /** Address of record. May come with the credentials instead (guests). */
  readonly uri?: string;
  readonly displayName?: string;
  /** A set, a user's password, or a function that gets a set; it is called again when a set has expired or was refused. */
  readonly credentials?: CredentialsSource;
  /** `POST` there returns `SessionCredentials` as JSON. Used when `credentials` is absent. */
  readonly credentialsUrl?: string;
  /** Answer to a `POST` to `credentialsUrl` that was sent beforehand, to save a round trip; used once. */
  readonly credentialsResponse?: Promise<Response>;
  readonly contextApplications?: readonly ContextApplication[];
  readonly trustedApplications?: readonly string[];
  /** Of this agent, for the registry; those that the contact centre tells are added. */
  readonly roles?: readonly string[];
  /** Subscribe to this agent's state at the contact centre. Silently nothing for somebody who is no agent. */
  readonly agent?: boolean;
  /** What `resumeToken` gave before the page was reloaded. */
  readonly resume?: string;
  /** Disconnects the session when it aborts. */
  readonly signal?: AbortSignal;
  /** For Node 20, which has none: the class of the `ws` package. */
  readonly webSocket?: WebSocketConstructor;
  readonly reconnectPolicy?: ReconnectPolicy;
  /** Milliseconds that the other side of a conversation or channel has to come back once our connection did. Default 30,000. */
  readonly recoveryTimeout?: number;
  /**
   * Load what calls need at sign-in, read the provisioning, and list `audio`, `video`, `park`, … among the actions. Otherwise that happens at the first call of
   * either direction. `on-demand`: for who mostly writes; where the browser has WebRTC, `audio` and `video` are listed at once, and the code is loaded with the
   * first call.
   */
  readonly calls?: boolean | 'on-demand';
  /** The server has conferences: `invite` is among what can be done in conversations of two. Their code is loaded with the first one. */
  readonly conferences?: boolean;
  /** STUN and TURN servers; those that come with the credentials go first. */
  readonly iceServers?: readonly RTCIceServer[];
  /** Another WebRTC than the browser's, for tests. */
  readonly mediaEngine?: MediaEngine;
  /** Another implementation of the signaling, for tests and other libraries. */
  readonly signaling?: () => Promise<CreateSignaling>;
}
