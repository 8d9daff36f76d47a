import type { MediaDeviceSnapshot, MediaDirection } from '../../contract';
import type { MediaStatistics } from './quality';

export type MediaKind = 'audio' | 'video';
export type ActiveDirection = Exclude<MediaDirection, 'none'>;

/** Of the path of the media. `disconnected` may heal by itself. */
export type MediaPathState = 'connecting' | 'connected' | 'disconnected' | 'failed';

/** What is wanted: a device's id, or `true` for the system's choice. */
export interface CaptureOptions {
  readonly audio?: string | true;
  readonly video?: string | true;
}

/** Media with one peer: what a call needs of an RTCPeerConnection. Descriptions are whole: candidates are in them. */
export interface MediaConnection {
  readonly remote: MediaStream;
  onPathState: (state: MediaPathState) => void;
  /** Sends `track` (null: nothing). A medium that is not there yet is in the next offer. */
  setTrack(kind: MediaKind, track: MediaStreamTrack | null): Promise<void>;
  /** For the next description. Nothing for a medium that is not there. */
  setDirection(kind: MediaKind, direction: ActiveDirection): void;
  createOffer(options?: { iceRestart?: boolean }): Promise<string>;
  /** Rejects on an offer that cannot be read or met; the connection is as before then. */
  createAnswer(offer: string): Promise<string>;
  applyAnswer(answer: string): Promise<void>;
  /** Takes back an offer that was not answered. */
  rollback(): Promise<void>;
  /** False when the peer has no telephone events (RFC 4733). */
  sendTones(tones: string): boolean;
  statistics(): Promise<MediaStatistics>;
  close(): void;
}

/** Devices and connections. Browsers have one; tests have another. */
export interface MediaEngine {
  open(iceServers: readonly RTCIceServer[]): MediaConnection;
  /** Rejects with `SessionError`: `permission-refused`, `device-not-found`, `device-in-use`. */
  capture(options: CaptureOptions): Promise<MediaStream>;
  /** A stream of tracks that are there already. */
  streamOf(tracks: readonly MediaStreamTrack[]): MediaStream;
  devices(): Promise<readonly MediaDeviceSnapshot[]>;
  /** Calls back when something was plugged or unplugged; the function returned ends it. */
  watchDevices(changed: () => void): () => void;
}
