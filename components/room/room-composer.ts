import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { utf8Length } from '../../src/protocol/base64';
import type { ChatRoomUser, PersistentChatLimits, SendChatMessageOptions } from '../../src/session/contract';
import { LyncComposer } from '../conversation/composer';
import { property, query, state } from '../internal/decorators';
import { strings } from '../rooms/strings';
import { candidates, complete, mentionAt } from './mentions';
import { alertFlag, storyPage } from './icons';
import { roomComposerStyles } from './room-composer.styles';
import { Suggestions } from './suggestions';
import { suggestionsStyles } from './suggestions.styles';

/** The field a room's message is written in: with importance, a title for long texts, and names to mention. Part of `<lync-room>`. */
export class LyncRoomComposer extends LyncComposer {
  static override styles = [...LyncComposer.styles, suggestionsStyles, roomComposerStyles];

  @property({ attribute: false }) limits: Pick<PersistentChatLimits, 'messageSize' | 'storySize'> = {
    messageSize: 8192,
    storySize: 65_536,
  };
  /** Who may be mentioned. */
  @property({ attribute: false }) people: readonly ChatRoomUser[] = [];
  /** Takes the message; false keeps it in the field. */
  @property({ attribute: false }) onPost: (text: string, options: SendChatMessageOptions) => boolean = () =>
    false;
  @state() private isHigh = false;
  @state() private isStory = false;
  @state() private storyTitle = '';
  @query('.title input') private readonly titleField!: HTMLInputElement | null;

  readonly #suggestions = new Suggestions(this, (person) => this.#mention(person));

  constructor() {
    super();
    this.onSend = (text) => this.#post(text);
    this.onTyping = () => this.#suggest();
    this.addEventListener('focusout', () => this.#suggestions.close());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.maxLength = this.isStory
      ? this.limits.storySize - utf8Length(this.storyTitle)
      : this.limits.messageSize;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.#suggestions.describe(this.field);
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    const toggle = (
      isOn: boolean,
      label: string,
      icon: TemplateResult,
      part: string,
      act: () => void,
    ): TemplateResult =>
      html`<button
        type="button"
        class="icon-button toggle"
        part=${part}
        aria-pressed=${isOn}
        aria-label=${label}
        title=${label}
        @click=${act}
      >
        ${icon}
      </button>`;
    return html`${this.#suggestions.render(t.suggestions)}
      ${
        this.isStory
          ? html`<label class="title"
              ><span class="visually-hidden">${t.title}</span
              ><input
                part="story-title"
                dir="auto"
                maxlength="120"
                placeholder=${t.title}
                .value=${this.storyTitle}
                @input=${({ target }: Event) => (this.storyTitle = (target as HTMLInputElement).value)}
                @keydown=${this.#titleKey}
            /></label>`
          : nothing
      }
      <div class="row">
        ${toggle(this.isHigh, t.high, alertFlag, 'high-toggle', () => (this.isHigh = !this.isHigh))}
        ${toggle(this.isStory, t.story, storyPage, 'story-toggle', () => this.#toggleStory())}
        <div class="field-around">${super.render()}</div>
      </div>`;
  }

  protected override sizeOf(text: string): number {
    return utf8Length(text);
  }

  protected override overText(over: number): string {
    return this.locale.texts(strings).bytesOver(over, this.isStory);
  }

  protected override remainingText(left: number): string {
    return this.locale.texts(strings).bytesLeft(left);
  }

  protected override keyed(event: KeyboardEvent): boolean {
    if (this.#suggestions.keyed(event)) return true;
    // A long text has lines; it is sent with the button, or with Ctrl and Enter.
    return this.isStory && event.key === 'Enter' && !event.ctrlKey && !event.metaKey;
  }

  readonly #titleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    this.field.focus();
  };

  #toggleStory(): void {
    this.isStory = !this.isStory;
    void this.updateComplete.then(() => (this.titleField ?? this.field).focus());
  }

  #post(text: string): boolean {
    const title = this.storyTitle.trim();
    if (this.isStory && !title) {
      // After the field has the focus back from the button.
      void this.updateComplete.then(() => this.titleField?.focus());
      return false;
    }
    const options: SendChatMessageOptions = {
      ...(this.isHigh && { importance: 'high' as const }),
      ...(this.isStory && { title }),
    };
    if (!this.onPost(text, options)) return false;
    this.#suggestions.close();
    this.isHigh = this.isStory = false;
    this.storyTitle = '';
    return true;
  }

  #suggest(): void {
    const found = mentionAt(this.field.value, this.field.selectionStart);
    this.#suggestions.show(found ? candidates(this.people, found.text) : []);
  }

  #mention(person: ChatRoomUser): void {
    const found = mentionAt(this.field.value, this.field.selectionStart);
    if (!found) return;
    const { text, caret } = complete(this.draft, found, person);
    this.draft = text;
    void this.updateComplete.then(() => this.field.setSelectionRange(caret, caret));
  }
}
