import { LyncChatButton } from './chat-button';

/**
 * Registers `<prefix-chat-button>` unless the tag is taken; what it nests is registered under the same prefix when it is needed.
 * (As `register()` of the internals does, which would cost a file more before the first click.)
 * @since 0.1.0
 */
export function registerChatButton(prefix = 'lync'): void {
  const tag = `${prefix}-chat-button`;
  if (customElements.get(tag)) return;
  customElements.define(
    tag,
    prefix === LyncChatButton.prefix
      ? LyncChatButton
      : class extends LyncChatButton {
          static override readonly prefix = prefix;
        },
  );
}
