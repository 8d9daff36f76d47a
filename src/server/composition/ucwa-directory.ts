import type { LyncConfiguration } from '../config';
import type { UcwaDirectory, UcwaPerson } from '../services/ucwa-gateway';
import { addressOfRecord } from '../sip/message';

/** The users and queues of the configuration file, for people's clients. */
export function ucwaDirectory({ domain, queues, users }: LyncConfiguration): UcwaDirectory {
  const people = users.map(({ name, displayName }): UcwaPerson => ({
    uri: `sip:${name}@${domain}`,
    name: displayName,
  }));
  const services = queues.map(({ uri, name }): UcwaPerson => ({
    ...{ uri: addressOfRecord(uri), name, isPublished: true },
  }));
  const known = new Map([...people, ...services].map((each) => [each.uri, each] as const));
  return {
    find: (uri) => known.get(addressOfRecord(uri)),
    search: (query, limit) => people.filter((person) => fits(person, query.toLowerCase())).slice(0, limit),
  };
}

function fits({ uri, name }: UcwaPerson, query: string): boolean {
  const words = [uri.slice('sip:'.length), uri, name, ...name.split(/\s+/)];
  return words.some((word) => word.toLowerCase().startsWith(query));
}
