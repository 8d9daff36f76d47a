import type {
  ContextApplication,
  ContextChannelContract,
  ContextChannelSnapshot,
} from '../../src/session/contract';

/** `open`: may run. `not-registered`, `not-for-role`: refused, shown with name and installer link only. */
export type ContextAccess = 'open' | 'not-registered' | 'not-for-role';

/** One application of the conversation; all its channels are served by one instance. */
export interface ContextTab {
  /** GUID in lower case without braces. */
  readonly id: string;
  readonly name: string;
  readonly access: ContextAccess;
  readonly application: ContextApplication | undefined;
  /** The channel that counts: the newest that has not ended, else the newest. Undefined for a default application without one. */
  readonly channel: ContextChannelContract | undefined;
  readonly channels: readonly ContextChannelContract[];
}

/** What a person needs to know of a channel's state. */
export type ChannelFace = 'none' | 'establishing' | 'live' | 'recovering' | 'ended' | 'failed';

export function normaliseId(id: string): string {
  return id
    .trim()
    .replace(/^\{|\}$/g, '')
    .toLowerCase();
}

export function faceOf(channel: ContextChannelSnapshot | undefined): ChannelFace {
  switch (channel?.state) {
    case undefined:
      return 'none';
    case 'idle':
    case 'establishing':
      return 'establishing';
    case 'established':
      return 'live';
    case 'recovering':
      return 'recovering';
    case 'terminating':
    case 'terminated':
      return channel.reason.startsWith('terminated-') || channel.reason === 'none' ? 'ended' : 'failed';
  }
}

/** The tabs of a conversation in a stable order: those in `order` first, so that no application moves while it is worked with. */
export function makeTabs(
  channels: readonly ContextChannelContract[],
  applications: readonly ContextApplication[],
  roles: readonly string[],
  order: readonly string[] = [],
): ContextTab[] {
  const registry = new Map(applications.map((application) => [normaliseId(application.id), application]));
  const byId = new Map<string, ContextChannelContract[]>();
  for (const [id, application] of registry) {
    if (application.default && isForRoles(application, roles)) byId.set(id, []);
  }
  for (const channel of channels) {
    const id = normaliseId(channel.snapshot.applicationId);
    byId.set(id, [...(byId.get(id) ?? []), channel]);
  }
  const rank = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return [...byId]
    .map(([id, own]) => makeTab(id, own, registry.get(id), roles))
    .sort((a, b) => rank(a.id) - rank(b.id));
}

function makeTab(
  id: string,
  channels: readonly ContextChannelContract[],
  application: ContextApplication | undefined,
  roles: readonly string[],
): ContextTab {
  const channel =
    channels.findLast(({ snapshot }) => !snapshot.state.startsWith('terminat')) ?? channels.at(-1);
  return {
    id,
    // The registered name: what a sender calls its application proves nothing.
    name: application?.name || channel?.snapshot.applicationName || id,
    access: accessOf(application, channel, roles),
    application,
    channel,
    channels,
  };
}

function accessOf(
  application: ContextApplication | undefined,
  channel: ContextChannelContract | undefined,
  roles: readonly string[],
): ContextAccess {
  if (!application) return 'not-registered';
  if (!isForRoles(application, roles)) return 'not-for-role';
  return channel && !channel.snapshot.registered ? 'not-registered' : 'open';
}

function isForRoles(application: ContextApplication, roles: readonly string[]): boolean {
  return !application.roles?.length || application.roles.some((role) => roles.includes(role));
}
