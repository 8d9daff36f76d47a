import { parseUri } from '../../sip';

/** Who may do what; `identity` is the address of record that the edge vouches for. */
export interface CallParkPolicy {
  /** Provisioning announces it as `EnableCallPark`. */
  mayPark(identity: string): boolean;
  mayRetrieve(identity: string): boolean;
  /** Subscribe to the dialog events of orbits. */
  mayWatch(identity: string): boolean;
}

/** Visitors' browsers (see the wire contract): of our domain, but not of the enterprise. */
const guest = /^guest-/;

/** The enterprise: everybody of that domain but guests. */
export function enterprisePolicy(domain: string): CallParkPolicy {
  const isMember = (identity: string): boolean => {
    const uri = parseUri(identity);
    return uri?.user !== undefined && uri.host.toLowerCase() === domain && !guest.test(uri.user);
  };
  return { mayPark: isMember, mayRetrieve: isMember, mayWatch: isMember };
}

export interface DialogIdentifiers {
  readonly callId: string;
  /** The tags of both sides, in no certain order. */
  readonly tags: readonly [string, string];
}

/**
 * What an edge that has seen the dialogs can testify. Without one, the proof is that the parker knows all three identifiers of the dialog
 * (RFC 4538 section 1), and the parkee compares `Referred-By` with its peer (RFC 3891 section 5).
 */
export interface DialogWitness {
  /** Proven addresses of record of the two sides of an INVITE dialog; empty if there is no such dialog, undefined if it cannot tell. */
  partiesOf(dialog: DialogIdentifiers): Promise<readonly string[] | undefined>;
}
