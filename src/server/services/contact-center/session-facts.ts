import type { QueueStatus } from '../../../protocol/queue-status';
import { formatNameAddr } from '../../sip/message';
import type {
  ContactCenterConfiguration,
  ContextApplicationConfiguration,
  QueueConfiguration,
} from './configuration';
import type { CustomerContext } from './customer-context';
import type { Agent } from './domain/agent';
import type { Contact } from './domain/contact';
import type { WaitingQueue } from './domain/waiting-queue';

/** What a visitor is told of the contact. `inMenu`: they are asked something first, and their place is no news yet. */
export function queueStatusOf(
  contact: Contact,
  queue: WaitingQueue,
  agentName: string | undefined,
  inMenu: boolean,
): QueueStatus {
  const queueName = queue.configuration.name;
  if (contact.state === 'ended') return { state: 'ended' };
  // Who is parked is on hold, as the visitor sees it: nothing to wait for in a queue.
  if (contact.state === 'parked') return { state: 'connected', queueName };
  if (contact.state === 'connected') {
    return { state: 'connected', queueName, ...(agentName !== undefined && { agentName }) };
  }
  if (inMenu) return { state: contact.state, queueName };
  const position = queue.positionOf(contact);
  const estimatedWait = position === undefined ? undefined : queue.estimatedWait(position);
  return {
    state: contact.state,
    queueName,
    ...(position !== undefined && { position }),
    ...(estimatedWait !== undefined && { estimatedWait }),
  };
}

/** Who an agent sees: an address per contact, so that two chats are two; the name the site vouches for before what the browser says. */
export function contactAddress(
  id: string,
  domain: string,
  claimedName: string,
  context: CustomerContext,
): string {
  const signed = context.verified?.name;
  const name =
    (typeof signed === 'string' && signed) || claimedName || context.browser.contact?.name || 'Guest';
  return formatNameAddr({
    displayName: name.replace(/\p{C}+/gu, ' ').slice(0, 80),
    uri: `sip:contact-${id}@${domain}`,
    params: new Map(),
  });
}

/** The applications of the queue that this agent's roles allow. */
export function applicationsFor(
  agent: Agent,
  queue: QueueConfiguration,
  configuration: ContactCenterConfiguration,
): readonly ContextApplicationConfiguration[] {
  return queue.contextApplications.flatMap((id) => {
    const application = configuration.contextApplications.find((candidate) => candidate.id === id);
    const { roles } = application ?? {};
    const allowed = !roles?.length || roles.some((role) => agent.roles.includes(role));
    return application && allowed ? [application] : [];
  });
}
