import { formatUri, parseUri } from '../../sip/message';
import type { Clock, Timer } from '../../sip/clock';
import type { Flow } from '../flow';

/** Where a user can be reached: a contact, and the connection it was registered over. */
export interface Binding {
  readonly aor: string;
  /** As the client wrote it: this becomes the Request-URI. */
  readonly uri: string;
  /** Contact parameters to say again in answers (`+sip.instance`, `reg-id`, feature tags), without `expires` and `q`. */
  readonly params: ReadonlyMap<string, string | undefined>;
  readonly flow: Flow;
  readonly q: number;
  readonly callId: string;
  readonly cseq: number;
  /** `+sip.instance` without the angle brackets. */
  readonly instance: string | undefined;
  readonly regId: string | undefined;
  /** `opaque` value of its Lync GRUU. */
  readonly epid: string | undefined;
  readonly expiresAt: number;
}

export interface BindingChange {
  readonly aor: string;
  readonly reason: 'registered' | 'unregistered' | 'expired' | 'connection-lost';
}

interface Entry {
  binding: Binding;
  timer: Timer;
  release: () => void;
}

/** All bindings of the domain, by address of record and by contact. A binding ends with its time or its connection. */
export class Bindings {
  readonly #byAor = new Map<string, Map<string, Entry>>();
  readonly #byContact = new Map<string, Set<Binding>>();

  constructor(
    private readonly clock: Clock,
    private readonly onChange: (change: BindingChange) => void,
  ) {}

  /** Newest first, highest `q` first. */
  of(aor: string): Binding[] {
    const entries = this.#byAor.get(aor);
    if (entries === undefined) return [];
    const list = Array.from(entries.values(), (entry) => entry.binding);
    return list.length > 1 ? list.reverse().sort((a, b) => b.q - a.q) : list;
  }

  has(aor: string): boolean {
    return this.#byAor.has(aor);
  }

  find(aor: string, key: string): Binding | undefined {
    return this.#byAor.get(aor)?.get(key)?.binding;
  }

  /** Bindings whose contact is this URI: an application addresses one contact of a user by it. */
  withContact(uri: string): Binding[] {
    return Array.from(this.#byContact.get(contactKey(uri)) ?? []);
  }

  get size(): number {
    let size = 0;
    for (const entries of this.#byAor.values()) size += entries.size;
    return size;
  }

  /** Adds the binding, or replaces the one with the same contact, or (RFC 5626, 6) the same instance and reg-id. */
  put(binding: Binding): void {
    const key = contactKey(binding.uri);
    const entries = this.#byAor.get(binding.aor) ?? new Map<string, Entry>();
    this.#byAor.set(binding.aor, entries);
    for (const [other, entry] of entries) {
      if (other === key || isSameInstance(entry.binding, binding)) this.#drop(entries, other, entry);
    }
    const timer = this.clock.setTimeout(
      () => this.remove(binding.aor, key, 'expired'),
      binding.expiresAt - this.clock.now(),
    );
    const release = binding.flow.onClose(() => this.remove(binding.aor, key, 'connection-lost'));
    entries.set(key, { binding, timer, release });
    const contacts = this.#byContact.get(key) ?? new Set<Binding>();
    contacts.add(binding);
    this.#byContact.set(key, contacts);
    this.onChange({ aor: binding.aor, reason: 'registered' });
  }

  remove(aor: string, key: string, reason: BindingChange['reason'] = 'unregistered'): void {
    const entries = this.#byAor.get(aor);
    const entry = entries?.get(key);
    if (entries === undefined || entry === undefined) return;
    this.#drop(entries, key, entry);
    if (entries.size === 0) this.#byAor.delete(aor);
    this.onChange({ aor, reason });
  }

  #drop(entries: Map<string, Entry>, key: string, entry: Entry): void {
    entry.timer.cancel();
    entry.release();
    entries.delete(key);
    const contacts = this.#byContact.get(key);
    contacts?.delete(entry.binding);
    if (contacts?.size === 0) this.#byContact.delete(key);
  }
}

/** RFC 5626, 6: the same instance and the same reg-id; another reg-id is another flow of that instance. */
export function isSameInstance(a: Binding, b: Binding): boolean {
  return a.instance !== undefined && a.instance === b.instance && a.regId === b.regId;
}

/**
 * Contacts are compared as RFC 3261, 19.1.4 says where it matters here: scheme, user, host and port, and those
 * parameters that clients use to tell their contacts apart.
 */
export function contactKey(uri: string): string {
  const parsed = parseUri(uri);
  if (parsed === undefined) return uri;
  const params = new Map(
    [...parsed.params]
      .filter(([name]) => name !== 'ob')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => [name, name === 'transport' ? value?.toLowerCase() : value] as const),
  );
  return formatUri({
    scheme: parsed.scheme,
    ...(parsed.user === undefined ? {} : { user: parsed.user }),
    host: parsed.host.toLowerCase(),
    ...(parsed.port === undefined ? {} : { port: parsed.port }),
    params,
  });
}
