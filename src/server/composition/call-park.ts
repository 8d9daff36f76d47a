import { callParkConfiguration, type LyncConfiguration } from '../config';
import type { Edge } from '../edge/edge';
import {
  callParkAddresses,
  startCallPark,
  type CallPark,
  type CallParkSnapshot,
} from '../services/call-park';
import { memoryPair, SipEndpoint, type Clock, type Logger } from '../sip';
import type { Store } from '../store';
import type { LazyMedia } from './lazy-media';
import { ParkMediaRooms } from './park-media';
import type { OpenedStore } from './store';

export interface AttachedCallPark {
  snapshot(): CallParkSnapshot;
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** Call park behind the edge, as a trusted application of its own that answers its address and those of its orbits. */
export async function attachCallPark(
  section: NonNullable<LyncConfiguration['callPark']>,
  parts: {
    readonly edge: Edge;
    readonly store: Store;
    /** Where other processes have the store too. */
    readonly shared?: OpenedStore['shared'] | undefined;
    readonly media: LazyMedia;
    /** Who is told of it as `EnableCallPark`. */
    readonly mayPark: (identity: string) => boolean;
    readonly clock: Clock;
    readonly log: Logger;
  },
): Promise<AttachedCallPark> {
  const { edge, store, shared, media, mayPark, clock, log } = parts;
  const config = { ...callParkConfiguration(section), ...(shared && { instance: shared.node }) };
  const [ours, theirs] = memoryPair({ log });
  edge.attach(ours, { kind: 'application', addresses: callParkAddresses(config) });
  const { musicFile } = section;
  const endpoint = new SipEndpoint({
    connection: theirs,
    contact: config.uri,
    clock,
    log,
    userAgent: 'Lync Widgets',
  });
  const park: CallPark = startCallPark({
    endpoint,
    config,
    store,
    media: new ParkMediaRooms(() => media.get(), musicFile === undefined ? undefined : { file: musicFile }),
    policy: { mayPark },
    witness: { partiesOf: async ({ callId, tags }) => edge.partiesOf(callId, tags) },
    clock,
    log,
  });
  await park.ready;
  return {
    snapshot: () => park.snapshot(),
    drain: () => park.drain(),
    close: async () => {
      park.close();
      await endpoint.close();
    },
  };
}
