/** What one message may cost. Octets unless said otherwise. */
export interface MessageLimits {
  /** Head and body together. */
  readonly message: number;
  /** Header lines (a folded header is one). */
  readonly headers: number;
  /** One header line with its folds. */
  readonly header: number;
  /** The Request-URI. */
  readonly uri: number;
}

export const DEFAULT_LIMITS: MessageLimits = { message: 65_536, headers: 100, header: 8_192, uri: 2_048 };

/** Hops a message may have behind it before a proxy refuses to add one (an element's rule, not the parser's). */
export const MAX_VIAS = 16;
