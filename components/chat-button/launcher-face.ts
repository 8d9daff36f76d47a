import type { ChatLauncher } from './chat-launcher';
import { LyncUnreadChangedEvent } from './events/unread-changed-event';
import { launcherStyles } from './panel.styles';

/** What the button shows of the panel behind it: whether it is open, and how much is unread. Comes with the panel, to keep the button small. */
export class LauncherFace {
  readonly #badge = document.createElement('i');
  readonly #words = document.createElement('b');
  #unread = 0;

  constructor(
    private readonly launcher: ChatLauncher,
    private readonly button: HTMLButtonElement,
  ) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(launcherStyles);
    launcher.shadowRoot?.adoptedStyleSheets.push(sheet);
    this.#badge.part.value = 'badge';
    this.#badge.ariaHidden = 'true';
    button.append(this.#badge, this.#words);
    button.ariaExpanded = 'false';
  }

  /** Hides the button while the panel is open, and gives it the focus back when it was in the panel. */
  setExpanded(isExpanded: boolean): void {
    this.button.ariaExpanded = `${isExpanded}`;
    if (!isExpanded) this.button.focus();
  }

  /** `text` says the same in words; it is empty for none. */
  setUnread(unread: number, text: string): void {
    this.#words.textContent = text;
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.#badge.textContent = unread ? (unread > 99 ? '99+' : String(unread)) : '';
    this.launcher.dispatchEvent(new LyncUnreadChangedEvent(unread));
  }
}
