export type MediaErrorCode =
  /** The engine is not installed, or it got no address or port. */
  | 'unavailable'
  /** The text is not a session description. SIP: 400. */
  | 'sdp-invalid'
  /** A session description without anything this engine can do (no audio, no G.711, no DTLS-SRTP, no ICE). SIP: 488. */
  | 'sdp-unsupported'
  /** Not now: the leg or room has ended, or an offer is under way already (RFC 3264 4). */
  | 'wrong-state'
  | 'file-missing'
  | 'file-unreadable'
  /** Larger or longer than a prompt may be. */
  | 'file-too-large'
  /** Not a WAV file, or a coding that is not PCM, A-law or mu-law. */
  | 'audio-format';

/** What went wrong with media. `file` names the audio file, where one is to blame. */
export class MediaError extends Error {
  override readonly name = 'MediaError';
  readonly file: string | undefined;

  constructor(
    readonly code: MediaErrorCode,
    message: string,
    options: { file?: string; cause?: unknown } = {},
  ) {
    super(
      options.file === undefined ? message : `${options.file}: ${message}`,
      options.cause === undefined ? undefined : { cause: options.cause },
    );
    this.file = options.file;
  }
}
