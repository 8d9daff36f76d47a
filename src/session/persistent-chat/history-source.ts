import { xccosCommands } from '../../protocol/xccos';
import type { HistoryBlock, RoomMessage } from '../../protocol/xccos';
import type { XccosChannel } from './xccos-channel';

export interface HistoryPage {
  /** Oldest first. */
  readonly messages: readonly RoomMessage[];
  /** There is more on that side. */
  readonly more: boolean;
}

/** Where a room's history is read. */
export interface HistorySource {
  latest(count: number): Promise<HistoryPage>;
  /** The `count` messages before this one. */
  before(messageId: string, count: number): Promise<HistoryPage>;
  after(messageId: string, count: number): Promise<HistoryPage>;
}

/** History over a channel. */
export function channelHistory(channel: XccosChannel, roomUri: string): HistorySource {
  const read = async (history: HistoryBlock, count: number): Promise<HistoryPage> => {
    const rooms = [{ uri: roomUri }];
    const { data } = await channel.command(xccosCommands.getHistory, { rooms, history });
    const room = data.rooms?.find(({ uri }) => uri === roomUri);
    const messages = room?.messages ?? [];
    // Servers that do not say so have more if the page is full, unless they have no ids to ask for more with.
    const isFull = messages.length >= count && messages[0]?.id !== undefined;
    return { messages, more: room?.more ?? (isFull && history.after === undefined) };
  };
  return {
    latest: (last) => read({ last }, last),
    before: (before, limit) => read({ before, limit }, limit),
    after: (after, limit) => read({ after, limit }, limit),
  };
}
