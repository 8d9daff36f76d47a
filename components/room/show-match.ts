import type { ChatHistoryMatch, PersistentChatEndpointContract } from '../../src/session/contract';
import { LyncRoomSelectedEvent } from '../rooms/events/room-selected-event';
import type { LyncRoom } from './room';

/** Shows a message that was found. One of another room is shown there: the page hears of it as if that room had been chosen in the list. */
export async function showMatch(
  element: LyncRoom,
  chat: PersistentChatEndpointContract | undefined,
  { messageId, roomUri }: ChatHistoryMatch,
): Promise<void> {
  const isShown = (): boolean => element.room?.snapshot.uri === roomUri;
  if (!isShown() && chat) {
    element.dispatchEvent(new LyncRoomSelectedEvent(await chat.joinRoom(roomUri)));
    // On a page that does nothing about it.
    if (element.roomUri !== roomUri && !isShown()) element.roomUri = roomUri;
    await element.updateComplete;
  }
  if (isShown()) await element.showMessage(messageId);
}
