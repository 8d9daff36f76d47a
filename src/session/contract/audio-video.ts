import type {
  CallStateChangedEvent,
  DtmfReceivedEvent,
  TransferRequestedEvent,
} from '../audio-video/call-events';
import type { ConversationContract } from './conversation';
import type { FailureSnapshot } from './errors';
import type { TypedEventTarget } from './typed-event-target';

export type CallModality = 'audio' | 'video';

/**
 * `incoming`: it rings here. `ringing`: it rings there. `connected` and `held` only when the other side has answered. `recovering`: the connection, or the
 * path of the media, is being restored. `parking`, `transferring`: asked for, not confirmed. `parked`: at the call park service.
 */
export type CallState =
  | 'idle'
  | 'incoming'
  | 'connecting'
  | 'ringing'
  | 'connected'
  | 'held'
  | 'recovering'
  | 'parking'
  | 'parked'
  | 'transferring'
  | 'ended';

/** What flows, seen from here, as both sides agreed (RFC 3264); `none`: the call has no such medium. */
export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive' | 'none';

export type CallQualityLevel = 'good' | 'fair' | 'poor' | 'bad';

/** Of what arrives here, over the last interval. */
export interface CallQualitySnapshot {
  /** Packets lost, 0 to 1. */
  readonly loss: number;
  /** Milliseconds. */
  readonly jitter: number;
  /** Milliseconds; undefined until the other side has reported. */
  readonly roundTrip?: number;
  /** Mean opinion score that these make, 1 to 4.4. */
  readonly score: number;
  readonly level: CallQualityLevel;
}

export interface MediaDeviceSnapshot {
  readonly id: string;
  readonly kind: 'microphone' | 'camera' | 'speaker';
  /** Empty until the person has allowed the use of devices. */
  readonly label: string;
}

export interface CallDevicesSnapshot {
  readonly available: readonly MediaDeviceSnapshot[];
  /** Ids in use; undefined: the system's choice. */
  readonly microphone?: string;
  readonly camera?: string;
  readonly speaker?: string;
}

/** A parked call. Keep nothing but these strings. */
export interface CallParkOrbit {
  /** What people say to each other. Whoever has it may pick up the call that is there then, which may be another. */
  readonly friendlyOrbit: string;
  /** Yields this call and no other; null once it is parked no longer. */
  readonly safeRetrieveUri: string | null;
  readonly msParkedCall: string;
}

export interface CallSnapshot {
  readonly state: CallState;
  readonly direction?: 'incoming' | 'outgoing';
  /** Who is at the other end now: after a transfer or retrieval another than the conversation's participant. */
  readonly remote?: {
    readonly uri: string;
    readonly displayName: string;
    /** It is a call park service: we are parked. */
    readonly isParkService: boolean;
  };
  readonly audio: MediaDirection;
  readonly video: MediaDirection;
  readonly isMuted: boolean;
  /** Whose hold the other side has confirmed. */
  readonly heldBy?: 'local' | 'remote' | 'both';
  /** Digits sent in this call. */
  readonly dtmfSent: string;
  readonly devices: CallDevicesSnapshot;
  readonly quality?: CallQualitySnapshot;
  /** For some seconds nothing has come (`not-receiving`) or gone (`not-sending`) although it should. */
  readonly oneWay?: 'not-receiving' | 'not-sending';
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
  readonly connectedAt?: number;
  readonly endedAt?: number;
  readonly orbit?: CallParkOrbit;
  /** Of a parked call: milliseconds since 1970 when it rings back here, where the service says so. */
  readonly ringBackAt?: number;
  /** What became of the parked call; `disconnected` when the service did not say. */
  readonly unparked?: {
    readonly reason: 'drop' | 'hang-up' | 'ringback' | 'fallback' | 'retrieval' | 'unknown' | 'disconnected';
    /** Who has it now. */
    readonly target?: string;
  };
  /**
   * `terminated-locally`, `terminated-remotely`, `declined`, `no-answer`, `cancelled`, `answered-elsewhere`, `transferred`, `unparked`, `recovery-failed`, or a
   * `SessionErrorCode`.
   */
  readonly endReason?: string;
  /** What ended the call, or what did not work while it goes on: a device that was unplugged, a park that failed. */
  readonly failure?: FailureSnapshot;
}

/** The live objects; everything else of a call is in its snapshot. */
export interface CallStreams {
  /** What the person at this end sends; undefined while nothing is captured. */
  readonly local: MediaStream | undefined;
  /** Give it to an `audio` or `video` element. The same object for as long as the peer stays the same. */
  readonly remote: MediaStream | undefined;
}

export interface AudioVideoEvents {
  'call-state-changed': CallStateChangedEvent;
  'dtmf-received': DtmfReceivedEvent;
  /** The other side sends this call elsewhere; `preventDefault()` declines. */
  'transfer-requested': TransferRequestedEvent;
  /** `streams` has other objects. */
  'streams-changed': Event;
  /** Any change at all; `snapshot` is new. */
  changed: Event;
}

/** Every method rejects with `SessionError`. Their code is loaded when the first is called. */
export interface AudioVideoContract extends TypedEventTarget<AudioVideoEvents> {
  readonly snapshot: CallSnapshot;
  readonly streams: CallStreams;
  /** Calls. Resolves when the other side has answered. Without a camera a video call begins as an audio call, with `failure`. */
  connect(options?: { video?: boolean; signal?: AbortSignal }): Promise<void>;
  /** `video`: send video too, if it was offered. */
  accept(options?: { video?: boolean }): Promise<void>;
  /** `busy` answers 486, anything else 603. */
  decline(reason?: string): Promise<void>;
  end(): Promise<void>;
  /** Resolves when the other side has confirmed. */
  hold(): Promise<void>;
  resume(): Promise<void>;
  mute(): Promise<void>;
  unmute(): Promise<void>;
  /** Digits, `*`, `#`, A to D; `,` waits. RFC 4733, or INFO where the other side has no telephone events. */
  sendDtmf(tones: string, options?: { method?: 'rtp' | 'info' }): Promise<void>;
  /** Ids of `devices.available`; also in the middle of a call. */
  setDevices(devices: { microphone?: string; camera?: string; speaker?: string }): Promise<void>;
  /** Reads the list of devices again; it also follows plugging by itself. */
  refreshDevices(): Promise<void>;
  addVideo(): Promise<void>;
  removeVideo(): Promise<void>;
  /**
   * To an address (blind) or to the other side of another conversation's call (attended). Resolves when it is confirmed, which ends this call; when it fails
   * the call goes on.
   */
  transfer(target: string | ConversationContract): Promise<void>;
  park(options?: { signal?: AbortSignal }): Promise<CallParkOrbit>;
}
