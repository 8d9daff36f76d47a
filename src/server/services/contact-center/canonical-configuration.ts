import { addressOfRecord } from '../../sip/message';
import type { ContactCenterConfiguration } from './configuration';

/** The same configuration with every address in the one spelling that identities and Request-URIs are compared in. */
export function canonicalConfiguration(
  configuration: ContactCenterConfiguration,
): ContactCenterConfiguration {
  const { queues, agents, uri, domain, callParkUri, supervisors } = configuration;
  return {
    ...configuration,
    domain: domain.toLowerCase(),
    ...(uri !== undefined && { uri: addressOfRecord(uri) }),
    ...(callParkUri !== undefined && { callParkUri: addressOfRecord(callParkUri) }),
    ...(supervisors && {
      supervisors: supervisors.map((each) => ({ ...each, uri: addressOfRecord(each.uri) })),
    }),
    agents: agents.map((agent) => ({ ...agent, uri: addressOfRecord(agent.uri) })),
    queues: queues.map((queue) => ({
      ...queue,
      uri: addressOfRecord(queue.uri),
      ...(queue.overflow && {
        overflow: {
          ...queue.overflow,
          ...(queue.overflow.to !== undefined && { to: addressOfRecord(queue.overflow.to) }),
        },
      }),
    })),
  };
}
