import type { LyncChatButton } from './chat-button';
import { registerChatButton } from './register';

export { LyncChatButton } from './chat-button';
export { registerChatButton } from './register';
export type { ChatMode } from './chat-launcher';
// Types only: the classes come with the panel, and are not among the bytes before the first click.
export type { LyncChatRequestEvent } from './events/chat-request-event';
export type { LyncOpenEvent } from './events/open-event';
export type { LyncCloseEvent } from './events/close-event';
export type { LyncUnreadChangedEvent } from './events/unread-changed-event';

registerChatButton();

declare global {
  interface HTMLElementTagNameMap {
    'lync-chat-button': LyncChatButton;
  }
}
