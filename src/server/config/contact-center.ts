import type { ContactCenterConfiguration } from '../services/contact-center/configuration';
import type { LyncConfiguration } from './schema';
import type { Secrets } from './secrets';

/** What the contact centre needs of the server's configuration: its agents are the users with the role `agent`. */
export function contactCenterConfiguration(
  config: LyncConfiguration,
  secrets: Pick<Secrets, 'site'>,
): ContactCenterConfiguration {
  return {
    domain: config.domain,
    queues: config.queues,
    agents: config.users
      .filter((user) => user.roles.includes('agent'))
      .map((user) => ({
        uri: `sip:${user.name}@${config.domain}`,
        displayName: user.publicName ?? user.displayName,
        skills: user.skills,
        roles: user.roles,
        capacity: user.capacity,
      })),
    supervisors: config.users
      .filter((user) => user.roles.includes('supervisor'))
      .map(({ name, displayName }) => ({ uri: `sip:${name}@${config.domain}`, displayName })),
    contextApplications: config.contextApplications,
    siteSecret: secrets.site,
    ...(config.callPark && { callParkUri: config.callPark.uri }),
    ...config.contactCenter,
  };
}

/** Addresses that the contact centre answers: its own, one per contact, and the queues. */
export function contactCenterAddresses(config: LyncConfiguration): string[] {
  const own = ['contact-center', 'contact-*'].map((user) => `sip:${user}@${config.domain}`);
  return [...own, ...config.queues.map((queue) => queue.uri)];
}
