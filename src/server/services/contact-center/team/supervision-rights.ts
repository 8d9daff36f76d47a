import { Agent } from '../domain/agent';
import type { ContactCenterServices } from '../contact-center-services';

/** Who may see everything and listen in: agents of that role, and whoever else is configured. */
export function isSupervisor(
  uri: string | undefined,
  { configuration, maker }: Pick<ContactCenterServices, 'configuration' | 'maker'>,
): uri is string {
  if (uri === undefined) return false;
  return (
    maker.roster.get(uri)?.roles.includes('supervisor') === true ||
    configuration.supervisors?.some((supervisor) => supervisor.uri === uri) === true
  );
}

/** A supervisor as somebody who may have a contact; one who is no agent is never asked for one. */
export function asAgent(uri: string, { configuration, maker, clock }: ContactCenterServices): Agent {
  const displayName = configuration.supervisors?.find((each) => each.uri === uri)?.displayName ?? '';
  const somebody = { uri, displayName, skills: [], roles: ['supervisor'] };
  return maker.roster.get(uri) ?? new Agent(somebody, Infinity, clock.now());
}
