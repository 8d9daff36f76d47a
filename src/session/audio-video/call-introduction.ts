import { priorityOf } from '../../protocol/importance';
import type { ConversationInit } from '../conversation';
import { invitationContext } from '../share-context';
import type { HeaderList } from '../signaling/signaling';

/** What the call says of a conversation that it begins; nothing of one that was begun by messages. `signed`: what the site vouches for. */
export function introduction(
  { context, importance, modality, subject }: ConversationInit,
  signed: string | undefined,
): { readonly headers: HeaderList; readonly context?: string | undefined } {
  if (!modality) return { headers: [] };
  return {
    headers: [
      ...(subject ? ([['Subject', subject]] as const) : []),
      ...(importance ? ([['Priority', priorityOf(importance)]] as const) : []),
    ],
    context: invitationContext(context, signed),
  };
}
