import { createHash } from 'node:crypto';
import type { SipUri } from '../../sip/message';
import type { Binding } from './bindings';

/** RFC 5627, 3.1: the public GRUU of an instance is the address of record and its URN. */
export function publicGruu(aor: string, instance: string): string {
  return `${aor};gr=${instance}`;
}

/** The form Lync gives: `sip:alice@contoso.com;opaque=user:epid:<id>;gruu`. */
export function lyncGruu(aor: string, epid: string): string {
  return `${aor};opaque=user:epid:${epid};gruu`;
}

/** A name for an instance that is no longer than it need be, and the same whenever it registers. */
export function epidOf(aor: string, instance: string): string {
  return createHash('sha256').update(`${aor}\n${instance}`).digest('base64url').slice(0, 22);
}

/** Chooses among the bindings of an address; undefined when the URI is no GRUU, so that all of them are meant. */
export function selectByGruu(uri: SipUri, bindings: readonly Binding[]): Binding[] | undefined {
  const instance = uri.params.get('gr');
  if (instance !== undefined) return bindings.filter((binding) => binding.instance === instance);
  const opaque = uri.params.get('opaque');
  if (opaque?.startsWith('user:epid:') === true && uri.params.has('gruu')) {
    return bindings.filter((binding) => binding.epid === opaque.slice('user:epid:'.length));
  }
  return undefined;
}
