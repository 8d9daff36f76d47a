import { mediaTypeOf } from '../../../protocol/content-type';
import { buildCccpResponse, cccpContentType, parseCccpRequest } from '../../../protocol/conferencing/cccp';
import { isSameConferenceUri } from '../../../protocol/conferencing/conference-info-names';
import { addressOfRecord, type IncomingInvite } from '../../sip';
import type { Conference } from './conference';
import { FocusLeg } from './focus-leg';
import { deviceOf, fromName, identityOf, nameOf, newEntity } from './leg';
import { ConferenceRefusal } from './refusal';
import { minimumSeconds, negotiateInterval } from './session-timer';

/** A GUID, in braces or not ([MS-CONFBAS] 2.2.3.4: SHOULD); what else is short and visible does as well. */
const entityForm = /^[\x21-\x7E]{1,64}$/;

/** Somebody joins: INVITE with an addUser of themselves, the response in the 200. Throws `ConferenceRefusal`. */
export async function joinFocus(conference: Conference, invite: IncomingInvite): Promise<void> {
  const { request } = invite;
  const { services, focusUri } = conference;
  const { config } = services;
  const sender = identityOf(invite);
  if (mediaTypeOf(request.headers.get('Content-Type')) !== cccpContentType)
    throw new ConferenceRefusal('unsupported');
  if (request.body.length > config.maxCommandBytes) throw new ConferenceRefusal('too-large');
  const { requestId, from, to, command } = parseCccpRequest(request.body.toString('utf8'));
  if (addressOfRecord(from) !== sender) throw new ConferenceRefusal('bad-from');
  if (!isSameConferenceUri(to, focusUri)) throw new ConferenceRefusal('bad-to');
  if (command.name !== 'addUser')
    throw new ConferenceRefusal('not-implemented', {
      detail: command.name === 'unknown' ? command.element : command.name,
    });
  if (!isSameConferenceUri(command.confEntity, focusUri))
    throw new ConferenceRefusal('conference-entity-invalid');
  if (command.mcuUri !== undefined) throw new ConferenceRefusal('cannot-target-mcu');
  if (addressOfRecord(command.user.entity) !== sender) throw new ConferenceRefusal('invalid-target-user');
  const entity = command.user.endpoints?.[0]?.entity ?? newEntity();
  if (!entityForm.test(entity)) throw new ConferenceRefusal('endpoint-entity');
  const interval = negotiateInterval(request, config.sessionExpiresSeconds);
  if (interval === 'too-small') return invite.reject(422, { headers: [['Min-SE', String(minimumSeconds)]] });
  const role = conference.admit(sender);
  const dialog = await conference.reserve(() =>
    invite.accept({
      headers: [
        ['Contact', `<${focusUri}>;isfocus`],
        ['Supported', 'ms-sender'],
        ['Content-Disposition', 'session'],
        ...(interval?.headers ?? []),
      ],
      body: buildCccpResponse({
        ...{ requestId, from: focusUri, to: sender, code: 'success', command: 'addUser' },
        confEntity: focusUri,
        user: { entity: sender, roles: [role] },
      }),
      contentType: cccpContentType,
    }),
  );
  const displayName = nameOf(sender, command.user.displayName ?? fromName(request), services);
  const leg = new FocusLeg(sender, entity, deviceOf(request), conference, dialog, interval?.seconds);
  conference.join(
    leg,
    { uri: sender, displayName, role },
    { entity, sessionType: 'focus', status: 'connected' },
  );
}
