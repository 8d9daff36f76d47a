import type { ChatMode } from '../chat-launcher';

/**
 * The visitor asks for a chat; nothing has been loaded yet. `preventDefault()` keeps the panel closed, e.g. outside business hours.
 * @since 0.1.0
 */
export class LyncChatRequestEvent extends Event {
  constructor(
    readonly queue: string,
    readonly mode: ChatMode,
  ) {
    super('lync-chat-request', { bubbles: true, composed: true, cancelable: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-chat-request': LyncChatRequestEvent;
  }
}
