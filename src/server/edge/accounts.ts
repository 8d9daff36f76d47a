import type { DigestAlgorithm } from './authentication/digest';

export interface Account {
  /** Address of record, `sip:alice@contoso.com`. */
  readonly uri: string;
  readonly password?: string | undefined;
  /** Digest of `user:domain:password`, when the password itself is not known here. */
  readonly ha1?: Readonly<Partial<Record<DigestAlgorithm, string>>> | undefined;
  readonly displayName?: string | undefined;
}

/** Who the users of the domain are. `user` is the user part of their address. */
export interface AccountDirectory {
  find(user: string): Account | undefined;
}
