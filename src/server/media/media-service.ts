import type { MediaError } from './media-error';

/** Ends a subscription. Calling it twice does nothing. */
export type Unsubscribe = () => void;

/**
 * What can be played: a WAV file that an administrator configured, music composed by the service itself, or samples
 * (16 bit, mono, 8,000 per second).
 */
export type AudioSource =
  { readonly file: string } | { readonly builtIn: 'hold-music' } | { readonly samples: Int16Array };

/**
 * Rooms that WebRTC legs join and in which each leg hears its own mix: queue music, prompts, parked calls, conferences and
 * supervision are all rooms.
 */
export interface MediaService {
  createRoom(options?: MediaRoomOptions): MediaRoom;
  /**
   * Reads and decodes a source, so that a configuration can be checked when the server starts.
   * @throws MediaError `file-missing`, `file-unreadable`, `file-too-large` or `audio-format`
   */
  check(source: AudioSource): Promise<{ readonly seconds: number }>;
  readonly rooms: number;
  readonly legs: number;
  /** Closes every room. */
  close(): Promise<void>;
}

export interface MediaRoomOptions {
  /** For the log only. */
  readonly name?: string;
}

export interface MediaRoom {
  readonly name: string;
  readonly legs: readonly MediaLeg[];
  /** @throws MediaError `wrong-state` when the room is closed, `unavailable` when there is no port */
  join(options?: JoinOptions): Promise<MediaLeg>;
  /** Added to what the legs hear (all, or the one named). A file that cannot be played is silence, and `done` says why. */
  play(source: AudioSource | readonly AudioSource[], options?: PlayOptions): Playback;
  /** Whether `listener` hears `speaker`. Nobody ever hears himself. */
  hears(listener: MediaLeg, speaker: MediaLeg): boolean;
  /** An exception from what the two legs' own rules say; undefined takes it back. Works from the next frame on. */
  setRoute(listener: MediaLeg, speaker: MediaLeg, heard: boolean | undefined): void;
  /** The leg's own rule: what holds for all pairs, and for those who join later, where no route says otherwise. */
  setRule(leg: MediaLeg, rule: LegRule): void;
  /** A leg began or stopped talking (after about 60 ms and 400 ms). */
  onTalking(listener: (event: TalkingEvent) => void): Unsubscribe;
  /** Ends every leg (`room-closed`) and every playback. */
  close(): Promise<void>;
}

export interface LegRule {
  /** Whether the others hear this leg. */
  readonly heard: boolean;
  /** Whether this leg hears the others. */
  readonly hears: boolean;
}

export interface JoinOptions {
  /** For the log only. */
  readonly name?: string;
  /** Default: heard by all, hears all. */
  readonly rule?: LegRule;
  /** Joins muted. */
  readonly muted?: boolean;
}

export interface TalkingEvent {
  readonly leg: MediaLeg;
  readonly talking: boolean;
  /** 0 is the loudest possible, -127 is silence (dBov, RFC 6464 3). */
  readonly level: number;
}

export interface PlayOptions {
  /** From the start again when it is over. Default false. */
  readonly loop?: boolean;
  /** Only this leg hears it. Default: all of the room. */
  readonly to?: MediaLeg;
  /** Factor, 0 to 4. Default 1. */
  readonly gain?: number;
}

export interface PlaybackEnd {
  readonly reason: 'finished' | 'stopped' | 'ended' | 'failed';
  /** With `failed`. */
  readonly error?: MediaError;
}

export interface Playback {
  /** Never rejects. `ended`: its leg or room did. */
  readonly done: Promise<PlaybackEnd>;
  stop(): void;
}

export type LegEndReason =
  /** The dialog's owner called `end()`. */
  | 'ended'
  | 'room-closed'
  /** The peer said that it ends its side of the media (DTLS close_notify), and fell silent. */
  | 'peer-closed'
  /** No media connection in time. */
  | 'connect-timeout'
  /** ICE found no way, or DTLS failed (for example another certificate than the fingerprint says). */
  | 'connect-failed'
  /** Connected once, then neither media nor ICE checks for too long. */
  | 'silent';

export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

export interface MediaLeg {
  readonly id: string;
  readonly name: string;
  /** `new` until the first description, `connecting` until DTLS is done. */
  readonly state: 'new' | 'connecting' | 'connected' | 'ended';
  /**
   * Answers an offer, the first or a later one (hold, ICE restart, a peer that begins anew). Media lines other than the audio are refused
   * in the answer (port 0), in the order of the offer.
   * @throws MediaError `sdp-invalid`, `sdp-unsupported` (what was negotiated before goes on), `wrong-state`
   */
  answer(offerSdp: string): Promise<string>;
  /** An offer of ours, to be followed by `accept` or `withdraw`. `direction` is ours; default `sendrecv`. */
  offer(options?: { direction?: MediaDirection }): Promise<string>;
  /** @throws MediaError as `answer` */
  accept(answerSdp: string): Promise<void>;
  /** The offer was refused: what was negotiated before holds. */
  withdraw(): void;

  /** Drops what this peer sends, at the service. Digits are still noticed. */
  readonly muted: boolean;
  setMuted(muted: boolean): void;
  /** The peer does not listen (its a=sendonly or a=inactive, RFC 3264 8.4): nothing is sent to it, and what it sends is not mixed. */
  readonly held: boolean;
  onHeld(listener: (held: boolean) => void): Unsubscribe;
  readonly talking: boolean;

  /** A digit, once for each key press: by RFC 4733, or told by `receiveDigit`. */
  onDigit(listener: (digit: Digit) => void): Unsubscribe;
  /** A digit that came another way (SIP INFO application/dtmf-relay). Anything but 0-9 * # A-D is ignored. */
  receiveDigit(digit: string): void;
  collectDigits(options: CollectDigitsOptions): Promise<CollectedDigits>;

  readonly stats: LegStats;
  onConnected(listener: () => void): Unsubscribe;
  /** Once. A listener that comes too late is called at once (not synchronously). */
  onEnded(listener: (reason: LegEndReason) => void): Unsubscribe;
  /** The dialog is over. Frees the ports; never rejects; calling it twice does nothing. */
  end(): void;
}

export type Digit =
  '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '*' | '#' | 'A' | 'B' | 'C' | 'D';

export interface CollectDigitsOptions {
  /** 1 to 32. */
  readonly max: number;
  /** Ends the input and is not part of it. */
  readonly terminator?: Digit;
  /** Milliseconds until the first digit, from now or from the end of `prompt`. Default 10,000. */
  readonly firstTimeout?: number;
  /** Milliseconds between digits. Default 4,000. */
  readonly interTimeout?: number;
  /** The question: the first digit stops it. */
  readonly prompt?: Playback;
  /** Forget what was typed before. Default false: digits typed ahead count. */
  readonly fresh?: boolean;
  readonly signal?: AbortSignal;
}

export interface CollectedDigits {
  readonly digits: string;
  readonly reason: 'max' | 'terminator' | 'first-timeout' | 'inter-timeout' | 'leg-ended' | 'aborted';
}

/** Counted since the leg joined. */
export interface LegStats {
  readonly packetsReceived: number;
  readonly bytesReceived: number;
  readonly packetsSent: number;
  readonly bytesSent: number;
  /** RFC 3550 6.4.1; negative with duplicates. */
  readonly packetsLost: number;
  /** Of what the peer was sent, as it last reported: 0 to 1. Undefined before its first report. */
  readonly remoteLoss: number | undefined;
  /** Interarrival jitter in milliseconds (RFC 3550 A.8). */
  readonly jitter: number;
  /** Milliseconds, from the peer's reports; undefined before the first. */
  readonly roundTrip: number | undefined;
  /** Milliseconds of audio that waits for the mixer just now. */
  readonly buffered: number;
  /** Frames that had to be invented because the packet was not there. */
  readonly concealed: number;
  /** Sum of (rms/32768)² × seconds of what came in (before mute), and of what was sent: the unit of W3C `totalAudioEnergy`. */
  readonly energyReceived: number;
  readonly energySent: number;
}
