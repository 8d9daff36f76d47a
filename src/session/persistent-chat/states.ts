import type { ChatRoomSessionState, PersistentChatEndpointState } from '../contract';

/** `lose`: the connection, or the chat server, went and is being sought. `refused`: for good. */
export type EndpointTransition =
  'establish' | 'established' | 'lose' | 'refused' | 'terminate' | 'terminated';

export interface EndpointTransitionRow {
  readonly from: PersistentChatEndpointState;
  readonly on: EndpointTransition;
  readonly to: PersistentChatEndpointState;
}

export const endpointTransitions: readonly EndpointTransitionRow[] = [
  { from: 'idle', on: 'establish', to: 'establishing' },
  { from: 'terminated', on: 'establish', to: 'establishing' },
  { from: 'establishing', on: 'established', to: 'established' },
  { from: 'establishing', on: 'refused', to: 'terminated' },
  { from: 'established', on: 'lose', to: 'establishing' },
  { from: 'established', on: 'refused', to: 'terminated' },
  { from: 'establishing', on: 'terminate', to: 'terminating' },
  { from: 'established', on: 'terminate', to: 'terminating' },
  { from: 'terminating', on: 'terminated', to: 'terminated' },
];

/** `joined`: history and live messages are one list. `expelled`: refused, no member any more, or the endpoint has ended. */
export type RoomTransition = 'join' | 'joined' | 'lose' | 'leave' | 'left' | 'expelled';

export interface RoomTransitionRow {
  readonly from: ChatRoomSessionState;
  readonly on: RoomTransition;
  readonly to: ChatRoomSessionState;
}

export const roomTransitions: readonly RoomTransitionRow[] = [
  { from: 'idle', on: 'join', to: 'establishing' },
  { from: 'establishing', on: 'joined', to: 'established' },
  { from: 'establishing', on: 'leave', to: 'terminating' },
  { from: 'establishing', on: 'expelled', to: 'terminated' },
  { from: 'established', on: 'lose', to: 'recovering' },
  { from: 'established', on: 'leave', to: 'terminating' },
  { from: 'established', on: 'expelled', to: 'terminated' },
  { from: 'recovering', on: 'joined', to: 'established' },
  { from: 'recovering', on: 'leave', to: 'terminating' },
  { from: 'recovering', on: 'expelled', to: 'terminated' },
  { from: 'terminating', on: 'left', to: 'terminated' },
];

/** Undefined where the table has no such row. */
export function nextEndpointState(
  from: PersistentChatEndpointState,
  on: EndpointTransition,
): PersistentChatEndpointState | undefined {
  return endpointTransitions.find((row) => row.from === from && row.on === on)?.to;
}

export function nextRoomState(
  from: ChatRoomSessionState,
  on: RoomTransition,
): ChatRoomSessionState | undefined {
  return roomTransitions.find((row) => row.from === from && row.on === on)?.to;
}
