import { parseReplaces } from '../../../../protocol/replaces';
import { sdpContentType } from '../../../../protocol/sdp-message';
import type { MediaLeg, MediaRoom } from '../../../media';
import type { IncomingInvite, InviteDialog } from '../../../sip/endpoint';
import { addressOfRecord, parseNameAddr } from '../../../sip/message';
import type { ContactCenterConfiguration } from '../configuration';
import { diagnosticsHeader, type DiagnosticCode } from '../diagnostics';
import { InvitationRefusal, noOffer } from '../visitor-invitation';
import type { AgentParty, Replaceable } from './agent-party';
import { sdpOf } from './call-sdp';
import { mediaRefusal } from './media-refusal';

/** At the call park service the visitor hears our music, which has no gap: neither side of that leg is mixed. */
const silent = { muted: true, rule: { heard: false, hears: false } } as const;

/**
 * An INVITE with Replaces to a contact's address: the call park service, a retriever whom it has referred, or whoever the agent has consulted takes
 * the agent's place, or the agent their own again. Never rejects.
 */
export async function takeOver(
  invite: IncomingInvite,
  parties: readonly AgentParty[],
  configuration: Pick<ContactCenterConfiguration, 'domain' | 'callParkUri'>,
): Promise<void> {
  const { identity, request } = invite;
  const header = request.headers.getAll('Replaces');
  const replaces = header.length === 1 ? parseReplaces(header[0]) : undefined;
  // RFC 3891 section 3: more than one is an error of syntax.
  if (!replaces) return refuse(invite, 400, 'malformed-body', 'Replaces');
  // RFC 3261 section 14.1 in spirit: both are on their way to each other, and ours arrives.
  if (parties.some((each) => each.agentReturns(identity ?? '', replaces)))
    return refuse(invite, 491, 'agent-busy');
  const party = parties.find((each) => each.find(replaces) !== undefined);
  const found = party?.find(replaces);
  if (!party || !found) return refuse(invite, 481, 'no-such-dialog');
  // RFC 3891 section 3: an ended dialog is declined, a confirmed one is busy for who wants an early one only.
  if (found === 'ended') return refuse(invite, 603, 'no-such-dialog', 'the dialog has ended');
  // A stranger is told no more than about a dialog that does not exist.
  if (identity === undefined || !isMember(identity, configuration) || !isReferred(invite, found))
    return refuse(invite, 481, 'no-such-dialog');
  if (replaces.earlyOnly) return refuse(invite, 486, 'no-such-dialog', 'the dialog is confirmed');
  if (party.isMoving) return refuse(invite, 491, 'agent-busy');
  // A call that is parked is parked already.
  const toPark = identity === configuration.callParkUri;
  if (toPark && found.isParked) return refuse(invite, 486, 'agent-busy', 'parked already');
  // Nobody else is sent away with it.
  if (toPark && parties.length > 1) return refuse(invite, 486, 'agent-busy', 'colleagues are there');
  try {
    await party.replace(invite, identity, found.isParked ? 'retrieved' : 'transferred', toPark);
  } catch (error) {
    // Who has withdrawn, or never acknowledged, has no use for an answer.
    if (error instanceof InvitationRefusal) invite.reject(error.status, { headers: [...error.headers] });
    else invite.reject(500);
  }
}

/** Answers with media of the room. Rejects with `InvitationRefusal`, or when the caller is gone; nothing is left behind then. */
export async function answerReplacing(
  invite: IncomingInvite,
  room: MediaRoom,
  asserted: string,
  toPark: boolean,
): Promise<{ readonly dialog: InviteDialog; readonly media: MediaLeg }> {
  const offer = sdpOf(invite.request);
  if (offer === undefined) throw new InvitationRefusal(488, noOffer);
  let media: MediaLeg | undefined;
  try {
    media = await room.join(toPark ? { name: 'parked', ...silent } : { name: 'agent' });
    const body = await media.answer(offer).catch((error: unknown) => {
      throw mediaRefusal(error);
    });
    const headers: [string, string][] = [
      ['P-Asserted-Identity', asserted],
      ['Content-Disposition', 'session'],
    ];
    const dialog = await invite.accept({ headers, contentType: sdpContentType, body });
    return { dialog, media };
  } catch (error) {
    media?.end();
    throw mediaRefusal(error);
  }
}

/** Of the enterprise: visitors are guests of it. */
function isMember(identity: string, { domain }: Pick<ContactCenterConfiguration, 'domain'>): boolean {
  return identity.endsWith(`@${domain}`) && !identity.startsWith('sip:guest-');
}

/**
 * RFC 3891 section 4: whom the peer of the dialog has referred to us. Of a parked call only the call park service knows the identifiers, and tells them to
 * retrievers, some of whom do not say who sent them; those of an agent's call more people may have seen.
 */
function isReferred({ identity, request }: IncomingInvite, { peer, isParked }: Replaceable): boolean {
  const referredBy = parseNameAddr(request.headers.get('Referred-By') ?? '')?.uri;
  const own = addressOfRecord(peer);
  if (identity === own) return true;
  return referredBy === undefined ? isParked : addressOfRecord(referredBy) === own;
}

function refuse(invite: IncomingInvite, status: number, code: DiagnosticCode, detail?: string): void {
  invite.reject(status, { headers: [diagnosticsHeader(code, detail)] });
}
