import { writeXml } from '../../../protocol/xml/write';
import { newTag } from '../../sip/identifiers';
import { createResponse, type SipRequest, type SipResponse } from '../../sip/message';
import { eventOf } from '../presence/publish';

const events = new Set([
  'vnd-microsoft-roaming-contacts',
  'vnd-microsoft-roaming-self',
  'vnd-microsoft-roaming-acl',
  'vnd-microsoft-provisioning',
  'presence.wpending',
]);
const subscriptionSeconds = 28_800;
const batchType = 'application/msrtc-adrl-categorylist+xml';

/** A subscription that a Lync client makes when it signs in, and without which it does not consider itself signed in. */
export function isLyncSubscription(request: SipRequest): boolean {
  const event = eventOf(request);
  if (events.has(event)) return true;
  return (
    event === 'presence' && (request.headers.get('Content-Type') ?? '').toLowerCase().startsWith(batchType)
  );
}

/** The least that keeps it signed in: 200, with the first document in it (`ms-piggyback-cseq`). Nothing is notified later. */
export function answerLyncSubscription(request: SipRequest, aor: string, domain: string): SipResponse {
  const asked = request.headers.get('Expires');
  const expires =
    asked === undefined || !/^\d{1,9}$/.test(asked)
      ? subscriptionSeconds
      : Math.min(Number(asked), subscriptionSeconds);
  const event = eventOf(request);
  const body = documentOf(event, aor);
  return createResponse(request, 200, {
    toTag: newTag(),
    headers: [
      ['Event', request.headers.get('Event') ?? event],
      ['Expires', String(expires)],
      ['Contact', `<sip:${domain}>`],
      ['Supported', 'ms-benotify'],
      ['Supported', 'ms-piggyback-first-notify'],
      ['subscription-state', `${expires === 0 ? 'terminated' : 'active'};expires=${expires}`],
      ...(body === undefined ? [] : [['ms-piggyback-cseq', '1'] as const]),
    ],
    ...(body === undefined ? {} : { contentType: body.type, body: body.text }),
  });
}

function documentOf(event: string, aor: string): { type: string; text: string } | undefined {
  switch (event) {
    case 'vnd-microsoft-roaming-contacts':
      return {
        type: 'application/vnd-microsoft-roaming-contacts+xml',
        text: writeXml([
          'contactList',
          { deltaNum: '1' },
          ['group', { id: '1', name: '~', externalURI: '' }],
        ]),
      };
    case 'vnd-microsoft-roaming-self':
      return { type: 'application/vnd-microsoft-roaming-self+xml', text: roamingSelf(aor) };
    default:
      return undefined;
  }
}

function roamingSelf(aor: string): string {
  return writeXml([
    'roamingData',
    { xmlns: 'http://schemas.microsoft.com/2006/09/sip/roaming-self' },
    ['categories', { xmlns: 'http://schemas.microsoft.com/2006/09/sip/categories', uri: aor }],
    ['containers', { xmlns: 'http://schemas.microsoft.com/2006/09/sip/containers' }],
    ['subscribers', { xmlns: 'http://schemas.microsoft.com/2006/09/sip/presence-subscribers' }],
  ]);
}
