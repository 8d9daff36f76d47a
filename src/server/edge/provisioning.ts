import { acceptsType, mediaTypeOf } from '../../protocol/content-type';
import {
  buildProvisioning,
  parseProvisioningRequest,
  provisioningContentType,
  provisioningEvent,
  type ProvisionGroup,
} from '../../protocol/provisioning';
import { WireFormatError } from '../../protocol/wire-format-error';
import { XmlError } from '../../protocol/xml/xml-error';
import { createResponse, type SipRequest, type SipResponse } from '../sip/message';
import type { Identity } from './flow';
import { eventOf } from './presence/publish';

/** What users are told of the services behind the edge. Names of groups are compared without regard to case. */
export interface Provisioning {
  /** Every group there is for that one, asked for or not. */
  groupsFor(identity: Pick<Identity, 'aor' | 'kind'>): readonly ProvisionGroup[];
}

/** [MS-SIPREGE] 2.2.2.1. */
export function isProvisioningRequest(request: SipRequest): boolean {
  return request.method === 'SUBSCRIBE' && eventOf(request) === provisioningEvent;
}

/**
 * Answers with the groups that were asked for and exist. The document is in the 200 itself (`ms-piggyback-cseq`, [MS-SIPREGE] 4.2.2), and the
 * subscription is over with it, however long it was to last: there is nothing to be told later.
 */
export function answerProvisioning(
  request: SipRequest,
  identity: Pick<Identity, 'aor' | 'kind'>,
  provisioning: Provisioning | undefined,
  domain: string,
): SipResponse {
  const accepted = request.headers.list('Accept').map((value) => value.split(';', 1)[0]?.trim() ?? '');
  const accept: [string, string] = ['Accept', provisioningContentType];
  // Nothing said is the event's own type (RFC 6665, 3.1.3).
  if (accepted.length > 0 && !acceptsType(accepted, provisioningContentType))
    return createResponse(request, 406, { headers: [accept] });
  const asked = requestedGroups(request);
  if (asked === 'type') return createResponse(request, 415, { headers: [accept] });
  if (asked === 'form') return createResponse(request, 400, { reason: 'Malformed Provisioning Request' });
  const groups = provisioning?.groupsFor(identity) ?? [];
  const found = asked.flatMap((name) => groups.filter((group) => group.name.toLowerCase() === name));
  return createResponse(request, 200, {
    headers: [
      // SIPE chooses what to do with the document by this header, and reads it only if `ms-piggyback-cseq` is there.
      ['Event', request.headers.get('Event') ?? provisioningEvent],
      ['subscription-state', 'terminated;expires=0'],
      ['ms-piggyback-cseq', '1'],
      ['Expires', '0'],
      ['Contact', `<sip:${domain}>`],
      ['Supported', 'ms-benotify'],
      ['Supported', 'ms-piggyback-first-notify'],
    ],
    contentType: provisioningContentType,
    body: buildProvisioning(found),
  });
}

/** In lower case; none without a body. */
function requestedGroups(request: SipRequest): readonly string[] | 'type' | 'form' {
  if (request.body.length === 0) return [];
  if (mediaTypeOf(request.headers.get('Content-Type')) !== provisioningContentType) return 'type';
  try {
    return parseProvisioningRequest(request.body.toString('utf8')).map((name) => name.toLowerCase());
  } catch (error) {
    if (error instanceof XmlError || error instanceof WireFormatError) return 'form';
    throw error;
  }
}
