import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from '../internal/decorators';
import { LyncElement } from '../internal/element';
import { icons } from '../internal/icons';
import { composerStyles } from './composer.styles';
import { strings } from './strings';

/** How near the limit the counter appears. */
const COUNT_FROM = 0.9;

/** The field a message is written in. Part of `<lync-conversation>`; not meant to stand alone. */
export class LyncComposer extends LyncElement {
  static override styles = [LyncElement.styles, composerStyles];

  @property({ type: Number }) maxLength = 8000;
  @property() placeholder = '';
  @property() error = '';
  /** Takes the text; false keeps it in the field. */
  @property({ attribute: false }) onSend: (text: string) => boolean = () => false;
  @property({ attribute: false }) onTyping: () => void = () => undefined;
  @state() protected draft = '';
  @query('textarea') protected readonly field!: HTMLTextAreaElement;

  override focus(options?: FocusOptions): void {
    if (this.hasUpdated) this.field.focus(options);
    else void this.updateComplete.then(() => this.field.focus(options));
  }

  /** Puts a text back that could not be sent, before what was written since. */
  restore(text: string): void {
    this.draft = this.draft.trim() ? `${text}\n${this.draft}` : text;
  }

  get text(): string {
    return this.draft;
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    const left = this.maxLength - this.sizeOf(this.draft);
    const isOver = left < 0;
    const hint = isOver
      ? this.overText(-left)
      : left < this.maxLength * (1 - COUNT_FROM)
        ? this.remainingText(left)
        : '';
    const isEmpty = !this.draft.trim();
    return html`
      <form @submit=${this.#submit} class=${isOver ? 'over' : ''}>
        <div class="grow" data-value=${`${this.draft}\n`}>
          <textarea
            rows="1"
            part="input"
            dir="auto"
            enterkeyhint="send"
            autocomplete="off"
            aria-label=${this.placeholder || t.placeholder}
            placeholder=${this.placeholder || t.placeholder}
            aria-invalid=${isOver ? 'true' : nothing}
            aria-describedby=${hint || this.error ? 'hint' : nothing}
            .value=${this.draft}
            @input=${this.#input}
            @keydown=${this.#key}
          ></textarea>
        </div>
        <button
          type="submit"
          part="send"
          class="send"
          aria-label=${t.send}
          title=${t.send}
          aria-disabled=${isEmpty || isOver ? 'true' : nothing}
        >
          ${icons.send}
        </button>
      </form>
      <p id="hint" class=${isOver || this.error ? 'hint error' : 'hint'} ?hidden=${!hint && !this.error}>
        <span aria-live="polite">${isOver ? hint : this.error}</span>
        <span>${isOver ? nothing : hint}</span>
      </p>
    `;
  }

  /** In the unit of `maxLength`. */
  protected sizeOf(text: string): number {
    return text.length;
  }

  protected overText(over: number): string {
    return this.locale.texts(strings).tooLong(over);
  }

  protected remainingText(left: number): string {
    return this.locale.texts(strings).remaining(left);
  }

  /** True: the key has done its work. */
  protected keyed(_event: KeyboardEvent): boolean {
    return false;
  }

  #input(): void {
    this.draft = this.field.value;
    this.onTyping();
  }

  #key(event: KeyboardEvent): void {
    if (this.keyed(event)) return;
    // During composition Enter chooses a candidate; Safari reports it after compositionend with key code 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  #submit(event: Event): void {
    event.preventDefault();
    this.#send();
    this.field.focus();
  }

  #send(): void {
    const text = this.draft.trim();
    if (!text || this.sizeOf(this.draft) > this.maxLength) return;
    if (this.onSend(text)) this.draft = '';
  }
}
