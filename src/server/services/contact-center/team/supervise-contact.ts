import type { IncomingInvite } from '../../../sip/endpoint';
import type { ContactCenterServices } from '../contact-center-services';
import type { CustomerSession } from '../customer-session';
import { diagnosticsHeader } from '../diagnostics';
import { InvitationRefusal } from '../visitor-invitation';
import { isSupervisor } from './supervision-rights';

/** Somebody calls a contact's own address: supervisors listen in by that. Never rejects. */
export async function superviseContact(
  invite: IncomingInvite,
  session: CustomerSession | undefined,
  services: ContactCenterServices,
): Promise<void> {
  const { identity } = invite;
  if (!isSupervisor(identity, services)) {
    const isAgent = identity !== undefined && services.maker.roster.get(identity) !== undefined;
    // A stranger is told nothing; an agent, why.
    return isAgent
      ? invite.reject(403, { headers: [diagnosticsHeader('not-a-supervisor')] })
      : invite.reject(480);
  }
  if (!session || session.hasEnded)
    return invite.reject(404, { headers: [diagnosticsHeader('no-such-contact')] });
  try {
    await session.supervise(invite, identity);
  } catch (error) {
    services.log.info('supervisor-not-there', { contact: session.id, error });
    if (error instanceof InvitationRefusal) invite.reject(error.status, { headers: [...error.headers] });
    else invite.reject(500);
  }
}
