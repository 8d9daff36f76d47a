import type { z } from 'zod';
import {
  callParkAddresses,
  CallParkConfigurationError,
  type CallParkConfiguration,
} from '../services/call-park';
import { addressOfRecord } from '../sip/message';
import type { callParkSchema } from './call-park-schema';

type CallParkSection = z.output<typeof callParkSchema>;

/** What call park needs of the server's configuration. */
export function callParkConfiguration({
  uri,
  orbits,
  ringBackSeconds,
  attempts,
  fallbackUri,
  music,
  drainSeconds,
}: CallParkSection): CallParkConfiguration {
  return {
    ...{ uri, ringBackSeconds, attempts, music, drainSeconds },
    orbits: [orbits],
    ...(fallbackUri !== undefined && { fallbackUri }),
  };
}

/** What is wrong with it beyond the form of its values: the key within the section, and what was expected. */
export function callParkIssue(
  section: CallParkSection,
  { domain, users, queues }: { domain: string; users: readonly string[]; queues: readonly string[] },
): { readonly key: keyof CallParkSection; readonly message: string } | undefined {
  let addresses: Set<string>;
  try {
    addresses = new Set(callParkAddresses(callParkConfiguration(section)));
  } catch (error) {
    if (!(error instanceof CallParkConfigurationError)) throw error;
    return { key: error.code, message: error.message.replace(`${error.code}: `, '') };
  }
  if (!section.uri.endsWith(`@${domain}`)) return { key: 'uri', message: `expected an address of ${domain}` };
  const others = [...users.map((name) => `sip:${name}@${domain}`), ...queues].map(addressOfRecord);
  const taken = others.find((address) => addresses.has(address));
  if (taken === undefined) return undefined;
  const key = taken === addressOfRecord(section.uri) ? 'uri' : 'orbits';
  return { key, message: `expected an address that no user or queue has, ${taken} is one` };
}
