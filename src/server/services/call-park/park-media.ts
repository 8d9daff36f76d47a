/** What call park needs of the media service, and nothing else. */
export interface ParkMedia {
  /** A leg for the parkee, whom we call: our offer. Rejects with `ParkMediaError`. */
  offer(options: ParkLegOptions): Promise<ParkOffer>;
  /** A leg for a retriever, who called us, until the transfer. Rejects with `ParkMediaError`. */
  answer(offerSdp: string, options: ParkLegOptions): Promise<ParkLeg>;
}

export interface ParkLegOptions {
  /** Otherwise the leg is silent. */
  readonly music: boolean;
}

export interface ParkLeg {
  /** Our side of the session. */
  readonly sdp: string;
  /** Resolves, with why, when the leg has ended by itself (its peer is silent in ICE). Never after `close`. */
  readonly ended: Promise<string>;
  /** The peer offers anew (ICE restart, hold); resolves with the answer. Rejects with `ParkMediaError`; the leg goes on as it was. */
  renegotiate(offerSdp: string): Promise<string>;
  /** Frees everything. Twice does nothing; never throws. */
  close(): void;
}

export interface ParkOffer extends ParkLeg {
  /** The peer's answer. Rejects with `ParkMediaError`. */
  accept(answerSdp: string): Promise<void>;
}

/** `not-acceptable`: that SDP cannot be taken. `unavailable`: no leg can be had now. */
export type ParkMediaErrorCode = 'not-acceptable' | 'unavailable';

export class ParkMediaError extends Error {
  override readonly name = 'ParkMediaError';
  constructor(
    readonly code: ParkMediaErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}
