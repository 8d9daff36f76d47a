import {
  createResponse,
  detached,
  parseNameAddr,
  parseUri,
  type SipRequest,
  type SipResponse,
} from '../../sip/message';
import type { Clock } from '../../sip/clock';
import type { Flow, Identity } from '../flow';
import type { EdgeLimits } from '../limits';
import { contactKey, isSameInstance, type Binding, type Bindings } from './bindings';
import { epidOf, lyncGruu, publicGruu } from './gruu';
import { isLyncClient, lyncRegistrationHeaders } from './lync-client';

type Headers = [string, string][];

interface Change {
  readonly key: string;
  /** Undefined: remove. */
  readonly binding: Binding | undefined;
}

class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code = 'registration-refused';

  constructor(
    readonly status: number,
    reason: string,
    readonly headers: Headers = [],
  ) {
    super(reason);
  }
}

/** RFC 3261, 10.3. Whoever calls has made sure that `identity` is the address in `To`. */
export class Registrar {
  constructor(
    private readonly options: {
      readonly bindings: Bindings;
      readonly limits: Pick<
        EdgeLimits,
        'maxContactsPerUser' | 'minRegistrationSeconds' | 'maxRegistrationSeconds'
      >;
      readonly clock: Clock;
    },
  ) {}

  handle(request: SipRequest, flow: Flow, identity: Identity): SipResponse {
    try {
      const changes = this.#changes(request, flow, identity);
      // All or nothing (10.3, step 7): nothing above this line changes a binding.
      for (const { key, binding } of changes) {
        if (binding === undefined) this.options.bindings.remove(identity.aor, key);
        else this.options.bindings.put(binding);
      }
      return this.#accepted(request, flow, identity);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return createResponse(request, error.status, { reason: error.message, headers: error.headers });
    }
  }

  #changes(request: SipRequest, flow: Flow, identity: Identity): Change[] {
    const values = request.headers.list('Contact').map(detached);
    const current = this.options.bindings.of(identity.aor);
    const callId = detached(request.callId() ?? '');
    const cseq = request.cseq()?.number ?? 0;
    for (const binding of current) {
      // 10.3, step 7: an older request of the same client must not undo a newer one.
      if (binding.callId === callId && binding.flow === flow && binding.cseq >= cseq && values.length > 0) {
        throw new Refusal(500, 'Out of Order', [['Retry-After', '1']]);
      }
    }
    if (values.some((value) => value.trim() === '*')) {
      if (values.length !== 1 || expiresOf(request) !== 0) throw new Refusal(400, 'Invalid Contact *');
      return current.map((binding) => ({ key: contactKey(binding.uri), binding: undefined }));
    }
    const changes = values.map((value) => this.#change(value, request, flow, identity, callId, cseq));
    return this.#withinLimit(changes, current, identity);
  }

  #change(
    value: string,
    request: SipRequest,
    flow: Flow,
    identity: Identity,
    callId: string,
    cseq: number,
  ): Change {
    const contact = parseNameAddr(value);
    const uri = contact && parseUri(contact.uri);
    // It becomes a Request-URI, which has no headers (RFC 3261, 19.1.1).
    if (contact === undefined || uri === undefined || uri.headers !== undefined)
      throw new Refusal(400, 'Invalid Contact');
    const key = contactKey(contact.uri);
    const expires = this.#expires(contact.params.get('expires'), request);
    if (expires === 0) return { key, binding: undefined };
    const params = new Map(contact.params);
    params.delete('expires');
    params.delete('q');
    const instance = params.get('+sip.instance')?.replace(/^<|>$/g, '');
    return {
      key,
      binding: {
        aor: identity.aor,
        uri: contact.uri,
        params,
        flow,
        q: qualityOf(contact.params.get('q')),
        callId,
        cseq,
        instance,
        regId: params.get('reg-id'),
        epid: instance === undefined ? undefined : epidOf(identity.aor, instance),
        expiresAt: this.options.clock.now() + expires * 1000,
      },
    };
  }

  #expires(parameter: string | undefined, request: SipRequest): number {
    const { minRegistrationSeconds: least, maxRegistrationSeconds: most } = this.options.limits;
    const wanted = secondsOf(parameter) ?? expiresOf(request) ?? most;
    if (wanted > 0 && wanted < least)
      throw new Refusal(423, 'Interval Too Brief', [['Min-Expires', String(least)]]);
    return Math.min(wanted, most);
  }

  /** A guest has one contact, the newest; a user as many as the configuration allows. */
  #withinLimit(changes: Change[], current: Binding[], identity: Identity): Change[] {
    const kept = current.filter(
      (old) =>
        !changes.some(
          ({ key, binding }) =>
            key === contactKey(old.uri) || (binding !== undefined && isSameInstance(binding, old)),
        ),
    );
    const added = changes.filter((change) => change.binding !== undefined).length;
    if (added === 0) return changes;
    if (identity.kind === 'guest') {
      if (added > 1) throw new Refusal(403, 'Too Many Contacts');
      return [...kept.map((binding) => ({ key: contactKey(binding.uri), binding: undefined })), ...changes];
    }
    if (kept.length + added > this.options.limits.maxContactsPerUser)
      throw new Refusal(403, 'Too Many Contacts');
    return changes;
  }

  #accepted(request: SipRequest, flow: Flow, identity: Identity): SipResponse {
    const now = this.options.clock.now();
    const supported = request.headers.list('Supported').map((tag) => tag.toLowerCase());
    const bindings = this.options.bindings.of(identity.aor);
    const headers: Headers = bindings.map((binding) => ['Contact', contactValue(binding, supported, now)]);
    const own = bindings.find((binding) => binding.flow === flow);
    const expires = own === undefined ? 0 : secondsLeft(own, now);
    if (isLyncClient(request, flow.connection.protocol))
      headers.push(...lyncRegistrationHeaders(request, expires));
    // RFC 5626, 6: says that the binding is bound to this flow.
    if (own?.regId !== undefined && supported.includes('outbound')) headers.push(['Require', 'outbound']);
    return createResponse(request, 200, { headers });
  }
}

function contactValue(binding: Binding, supported: readonly string[], now: number): string {
  let value = `<${binding.uri}>;expires=${secondsLeft(binding, now)}`;
  if (binding.q !== 1) value += `;q=${binding.q}`;
  for (const [name, text] of binding.params) {
    value +=
      text === undefined ? `;${name}` : `;${name}=${/^[\w.!%*+`'~-]+$/.test(text) ? text : quoted(text)}`;
  }
  if (binding.instance !== undefined && supported.includes('gruu')) {
    value += `;pub-gruu="${publicGruu(binding.aor, binding.instance)}"`;
  }
  if (binding.epid !== undefined && supported.includes('gruu-10'))
    value += `;gruu="${lyncGruu(binding.aor, binding.epid)}"`;
  return value;
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function secondsLeft(binding: Binding, now: number): number {
  return Math.max(0, Math.round((binding.expiresAt - now) / 1000));
}

function expiresOf(request: SipRequest): number | undefined {
  return secondsOf(request.headers.get('Expires'));
}

/** RFC 3261, 20.19: a value that is no number up to 2^32-1 is as if it were 3600. */
function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^\d{1,10}$/.test(text.trim()) ? Math.min(Number(text), 4_294_967_295) : 3_600;
}

/** RFC 3261, 20.10: 0 to 1, 1 when absent or malformed. */
function qualityOf(text: string | undefined): number {
  return text !== undefined && /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 1;
}
