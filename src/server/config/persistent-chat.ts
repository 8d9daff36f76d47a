import path from 'node:path';
import type { z } from 'zod';
import {
  defaultLimits,
  peopleDirectory,
  type PeopleDirectory,
  type PersistentChatConfiguration,
} from '../services/persistent-chat';
import { addressOfRecord } from '../sip/message';
import type { persistentChatSchema } from './persistent-chat-schema';

export type PersistentChatSection = z.output<typeof persistentChatSchema>;

/** The section with the paths of its files absolute. */
export function withFilesIn(section: PersistentChatSection, base: string): PersistentChatSection {
  return {
    ...section,
    applications: section.applications.map((application) => {
      const tls = application.listen?.tls;
      if (!application.listen || !tls) return application;
      const files = {
        key: path.resolve(base, tls.key),
        certificate: path.resolve(base, tls.certificate),
        peers: path.resolve(base, tls.peers),
      };
      return { ...application, listen: { ...application.listen, tls: files } };
    }),
  };
}

/** What Persistent Chat needs of the server's configuration. */
export function persistentChatConfiguration(
  section: PersistentChatSection,
  domain: string,
): PersistentChatConfiguration {
  const address = (name: string): string => addressOfRecord(`sip:${name}@${domain}`);
  const people = (list: readonly string[] | undefined): 'everybody' | string[] =>
    list ? list.map(address) : 'everybody';
  const { uri, name, sessionSeconds } = section;
  return {
    ...{ domain, uri, name, sessionSeconds, channelUri: section.channelUri ?? uri },
    administrators: section.administrators.map(address),
    categories: section.categories.map(({ scope, creators, ...category }) => ({
      ...category,
      scope: people(scope),
      creators: people(creators),
    })),
    rooms: section.rooms.map(({ category, members, managers, presenters, ...room }) => ({
      ...room,
      categoryId: category,
      roles: {
        member: members.map(address),
        manager: managers.map(address),
        presenter: presenters.map(address),
      },
    })),
    limits: { ...defaultLimits, ...section.limits },
  };
}

/** Users and applications. */
export function chatPeople(
  section: PersistentChatSection,
  { domain, users }: { domain: string; users: readonly { name: string; displayName: string }[] },
): PeopleDirectory {
  return peopleDirectory(
    [...users, ...section.applications].map(({ name, displayName }) => ({
      uri: addressOfRecord(`sip:${name}@${domain}`),
      name: displayName,
    })),
  );
}

/** What is wrong with it beyond the form of its values: where in the section, and what was expected. */
export function persistentChatIssue(
  section: PersistentChatSection,
  { domain, users, queues }: { domain: string; users: readonly string[]; queues: readonly string[] },
): { readonly path: readonly (string | number)[]; readonly message: string } | undefined {
  const taken = new Set([...users.map((name) => `sip:${name}@${domain}`), ...queues].map(addressOfRecord));
  for (const key of ['uri', 'channelUri'] as const) {
    const uri = section[key];
    if (uri === undefined) continue;
    if (!uri.endsWith(`@${domain}`)) return { path: [key], message: `expected an address of ${domain}` };
    if (taken.has(addressOfRecord(uri)))
      return { path: [key], message: 'expected an address that no user or queue has' };
    // Provisioned and split at the @ by clients, so that nothing else may have it.
    taken.add(addressOfRecord(section.channelUri ?? '') === addressOfRecord(uri) ? '' : addressOfRecord(uri));
  }
  const applications = section.applications.map(({ name }) => name);
  const clash = applications.findIndex(
    (name, index) =>
      taken.has(addressOfRecord(`sip:${name}@${domain}`)) || applications.indexOf(name) !== index,
  );
  if (clash >= 0)
    return { path: ['applications', clash, 'name'], message: 'expected a name that nobody else has' };
  return roomIssue(section, new Set([...users, ...applications])) ?? alertIssue(section, queues);
}

type Issue = ReturnType<typeof persistentChatIssue>;

function roomIssue({ rooms, categories }: PersistentChatSection, people: ReadonlySet<string>): Issue {
  for (const [index, room] of rooms.entries()) {
    const issue = (key: string, message: string): Issue => ({ path: ['rooms', index, key], message });
    if (rooms.findIndex(({ id }) => id === room.id) !== index)
      return issue('id', 'expected an id of its own');
    if (!categories.some(({ id }) => id === room.category))
      return issue('category', 'expected the id of one of categories');
    for (const role of ['members', 'managers', 'presenters'] as const) {
      const stranger = room[role].find((name) => !people.has(name));
      if (stranger !== undefined)
        return issue(role, `expected names of users or applications, ${stranger} is none`);
    }
    if (room.privacy !== 'open' && room.presenters.some((name) => !room.members.includes(name)))
      return issue('presenters', 'expected members of the room');
  }
  return undefined;
}

function alertIssue(
  { waitingAlerts, applications, rooms }: PersistentChatSection,
  queues: readonly string[],
): Issue {
  for (const [index, alert] of waitingAlerts.entries()) {
    const issue = (key: string, message: string): Issue => ({ path: ['waitingAlerts', index, key], message });
    if (!applications.some(({ name }) => name === alert.application))
      return issue('application', 'expected the name of one of applications');
    if (!queues.includes(alert.queue)) return issue('queue', 'expected the address of a queue');
    if (!rooms.some(({ id }) => id === alert.room)) return issue('room', 'expected the id of one of rooms');
  }
  return undefined;
}
