import { focusFactoryUri } from '../../protocol/conferencing/conference-info-names';
import type { LyncConfiguration } from '../config';
import { isGuestUser } from '../edge/authentication/guests';
import type { Edge } from '../edge/edge';
import {
  Conferencing,
  conferencingAddresses,
  type ConferencingService,
  type ConferencingSnapshot,
} from '../services/conferencing';
import { memoryPair, parseUri, SipEndpoint, type Clock, type Logger } from '../sip';
import type { LazyMedia } from './lazy-media';

export interface AttachedConferencing {
  /** For other services of ours. */
  readonly service: ConferencingService;
  snapshot(): ConferencingSnapshot;
  drain(): void;
  close(): Promise<void>;
}

/** Conferencing behind the edge, as a trusted application of its own that answers `opaque=app:conf:…` of every address. */
export function attachConferencing(
  config: LyncConfiguration,
  parts: { readonly edge: Edge; readonly media: LazyMedia; readonly clock: Clock; readonly log: Logger },
): AttachedConferencing | undefined {
  if (!config.conferencing) return undefined;
  const { roles: _, ...settings } = config.conferencing;
  const { edge, media, clock, log } = parts;
  const { domain } = config;
  const names = new Map(config.users.map(({ name, displayName }) => [`sip:${name}@${domain}`, displayName]));
  const [ours, theirs] = memoryPair({ log });
  const endpoint = new SipEndpoint({
    connection: theirs,
    contact: `sip:conferencing.${domain};transport=tcp`,
    clock,
    log,
    userAgent: 'Lync Widgets',
    extensions: ['timer', 'replaces'],
  });
  const service = new Conferencing({
    ...{ endpoint, clock, log },
    config: { ...settings, domain },
    media: () => media.get(),
    displayNameOf: (uri) => names.get(uri),
    mayOrganize: mayOrganize(config),
    isGuest: (uri) => isGuestUser(parseUri(uri)?.user ?? ''),
  });
  edge.attach(ours, {
    kind: 'application',
    addresses: conferencingAddresses(domain),
    admitsGuest: (guest, uri) => service.admitsGuest(guest, uri),
  });
  return {
    service,
    snapshot: () => service.snapshot(),
    drain: () => service.drain(),
    close: async () => {
      service.close();
      await endpoint.close();
    },
  };
}

/** Where a user makes conferences, as they are told by provisioning; undefined for who may not. */
export function focusFactoryOf(config: LyncConfiguration): (identity: string) => string | undefined {
  const may = mayOrganize(config);
  return (identity) => (may(identity) ? focusFactoryUri(identity) : undefined);
}

function mayOrganize({ conferencing, domain, users }: LyncConfiguration): (identity: string) => boolean {
  if (!conferencing) return () => false;
  const { roles } = conferencing;
  const organizers = users.filter((user) => !roles || user.roles.some((role) => roles.includes(role)));
  const addresses = new Set(organizers.map(({ name }) => `sip:${name}@${domain}`));
  return (identity) => addresses.has(identity);
}
