import { parseValues, toParameters } from './parameters';

/** What names a dialog, seen from this end. */
export interface DialogIds {
  readonly callId: string;
  readonly localTag: string;
  readonly remoteTag: string;
}

/** A `Replaces` header (RFC 3891 section 6.1): the tags are those of the end that receives it. */
export interface Replaces {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
  readonly earlyOnly: boolean;
}

/** Undefined if the header is malformed or missing. */
export function parseReplaces(header: string | undefined): Replaces | undefined {
  const values = parseValues(header ?? '');
  const [first, ...pairs] = values?.[0] ?? [];
  const parameters = toParameters(pairs);
  const { 'to-tag': toTag, 'from-tag': fromTag } = parameters;
  if (values?.length !== 1 || !first?.[0] || first[1] || !toTag || !fromTag) return undefined;
  return { callId: first[0], toTag, fromTag, earlyOnly: 'early-only' in parameters };
}

/** For the peer of the dialog, or for whoever should take our place in it. */
export function buildReplaces({ callId, localTag, remoteTag }: DialogIds): string {
  return `${callId};to-tag=${remoteTag};from-tag=${localTag}`;
}

export function matchesReplaces(ids: DialogIds, replaces: Replaces): boolean {
  return (
    ids.callId === replaces.callId && ids.localTag === replaces.toTag && ids.remoteTag === replaces.fromTag
  );
}

export interface ReferTarget {
  readonly uri: string;
  /** Raw value of the `Replaces` header that the INVITE shall have. */
  readonly replaces?: string;
}

/** Reads a `Refer-To` (RFC 3515 section 2.1): a SIP URI whose headers may hold nothing but Replaces. Undefined for anything else. */
export function parseReferTo(header: string | undefined): ReferTarget | undefined {
  const value = (header ?? '').trim();
  const uri = /<([^<>]*)>/.exec(value)?.[1] ?? value.replace(/;.*$/, '');
  const [address = '', headers] = uri.split('?', 2);
  if (!/^sips?:[^\s<>"?@]+@[^\s<>"?@]+$/i.test(address)) return undefined;
  if (headers === undefined) return { uri: address };
  for (const pair of headers.split('&')) {
    const [name = '', encoded = ''] = pair.split('=', 2);
    if (name.toLowerCase() !== 'replaces') continue;
    try {
      const replaces = decodeURIComponent(encoded);
      return parseReplaces(replaces) && { uri: address, replaces };
    } catch (error) {
      if (error instanceof URIError) return undefined;
      throw error;
    }
  }
  return { uri: address };
}

/** RFC 3891 section 4 and RFC 5589 section 7: the header rides escaped in the URI. */
export function buildReferTo(uri: string, replaces?: DialogIds): string {
  return replaces ? `<${uri}?Replaces=${encodeURIComponent(buildReplaces(replaces))}>` : `<${uri}>`;
}
