import type { ContactTeamListener, ConversationAction, SupervisionMode } from '../contract';
import type { Conversation } from '../conversation';
import { addressOf } from '../identity';

/** A contact is not a supervisor's to park, transfer or take anybody into. */
const always: readonly ConversationAction[] = ['terminate', 'hold'];
/** To whom the mode says; while listening to nobody. */
const speaking: readonly ConversationAction[] = ['send-message', 'send-typing'];

/** `isCall`: there is something to hear. */
export const permittedWhile = (mode: SupervisionMode, isCall: boolean): readonly ConversationAction[] => [
  ...always,
  ...(isCall ? (['audio'] as const) : []),
  ...(mode === 'monitor' ? [] : speaking),
];

/** What a supervisor can do in a conversation they listen in by: `undefined` once the contact is theirs. */
function supervise(conversation: Conversation, isCall: boolean, mode: SupervisionMode | undefined): void {
  if (conversation.supervision?.mode === mode) return;
  const permitted = mode && permittedWhile(mode, isCall);
  conversation.supervision = permitted && { mode, permits: (action) => permitted.includes(action) };
  conversation.refreshActions();
}

/** Keeps it in step with what the contact centre says of the part they have, for as long as the conversation lives. */
export function followSupervision(
  conversation: Conversation,
  isCall: boolean,
  self: () => string,
  watch: (listener: ContactTeamListener) => () => void,
): void {
  supervise(conversation, isCall, 'monitor');
  const stop = watch((team) => {
    const own = team?.members.find(({ uri }) => addressOf(uri) === addressOf(self()));
    // Before the centre has let them in, and after the end, nothing is new.
    if (own) supervise(conversation, isCall, own.role === 'supervisor' ? (own.mode ?? 'monitor') : undefined);
  });
  conversation.addEventListener('state-changed', ({ state }) => {
    if (state === 'terminated') stop();
  });
}
