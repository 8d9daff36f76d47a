import { html, nothing, type TemplateResult } from 'lit';
import type { ChatRoomUser } from '../../src/session/contract';
import { groupMessages, type MessageGroup } from '../conversation/message-groups';
import { groupView, type MessageViewContext } from '../conversation/message-view';
import type { ConversationStrings } from '../conversation/strings';
import { icons } from '../internal/icons';
import { linkedText } from '../internal/rich-text';
import type { RoomsStrings } from '../rooms/strings';
import { splitMentions } from './mentions';
import type { RoomListMessage } from './room-message';

export interface RoomMessageContext {
  readonly t: RoomsStrings;
  readonly messageTexts: ConversationStrings;
  readonly lang: string;
  readonly nameOf: (person: ChatRoomUser) => string;
  readonly self: string;
  /** Who may be mentioned. */
  readonly people: readonly ChatRoomUser[];
  readonly canRetry: boolean;
  readonly retry: (id: string) => void;
  readonly discard: (id: string) => void;
  /** The line of new messages stands before it. */
  readonly firstNew: RoomListMessage | undefined;
}

/** The groups as list items, each with its key for `repeat`. */
export function renderGroups(
  messages: readonly RoomListMessage[],
  context: RoomMessageContext,
): readonly { readonly key: string; readonly view: TemplateResult }[] {
  const lastDelivered = messages.findLast(
    ({ delivery, direction }) => direction === 'outgoing' && delivery === 'delivered',
  )?.id;
  const view: MessageViewContext<RoomListMessage> = {
    t: context.messageTexts,
    lang: context.lang,
    nameOf: ({ from }) => context.nameOf(from),
    lastDelivered,
    canRetry: context.canRetry,
    retry: context.retry,
    body: (message) => body(message, context),
    before: ({ messages: [first] }) => (first === context.firstNew ? newLine(context.t) : nothing),
    failedActions: ({ id }) =>
      html`<button class="button small quiet" part="discard" @click=${() => context.discard(id)}>
        ${context.t.discard}
      </button>`,
  };
  const taken = new Set<string>();
  return groupMessages(messages, context.firstNew).map((group) => ({
    key: keyOf(group, taken),
    view: groupView(group, view),
  }));
}

/** Of the group that a message was in: a group that grows at either end stays the same element, with its height. */
const keys = new WeakMap<RoomListMessage, string>();

function keyOf({ messages }: MessageGroup<RoomListMessage>, taken: Set<string>): string {
  const known = messages
    .map((message) => keys.get(message))
    .find((key) => key !== undefined && !taken.has(key));
  let key = known ?? messages[0]?.id ?? '';
  // Where a group was cut in two, the other part has it.
  while (taken.has(key)) key += '+';
  taken.add(key);
  for (const message of messages) keys.set(message, key);
  return key;
}

function newLine(t: RoomsStrings): TemplateResult {
  return html`<li class="new-line" part="new-line"><span>${t.newLine}</span></li>`;
}

function body({ room }: RoomListMessage, context: RoomMessageContext): TemplateResult {
  const { t } = context;
  const text = html`<span class="text">${withMentions(room.body, context)}</span>`;
  const high =
    room.importance === 'high' ? html`<bdi class="high" part="alert">${icons.alert}${t.high}</bdi>` : nothing;
  // `bdi`: our own words say nothing of the direction of the message's.
  // A mention of oneself is marked on the whole message, for those who do not see colours too.
  const mentioned = room.mentionsMe
    ? html`<bdi class="mentioned visually-hidden">${t.mentioned}</bdi>`
    : nothing;
  if (!room.isStory) return html`${high}${mentioned}${text}`;
  return html`${high}${mentioned}
    <details class="story" part="story">
      <summary><bdi>${room.title}</bdi></summary>
      ${text}
    </details>`;
}

function withMentions(text: string, { people, self }: RoomMessageContext): unknown[] {
  return splitMentions(text, people).map((part) =>
    part.mention === undefined
      ? linkedText(part.text)
      : html`<mark class=${part.mention === self ? 'me' : ''} part="mention">${part.text}</mark>`,
  );
}
