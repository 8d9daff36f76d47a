import { html, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ChatRoomUser } from '../../src/session/contract';
import { icons } from '../internal/icons';
import type { PanelHost } from './panel-host';
import { Suggestions } from './suggestions';

const WAIT = 200;

/** A list of people, with a field that finds more by name or takes a whole address. */
export class PeopleField {
  value: readonly string[] = [];
  readonly #names = new Map<string, string>();
  readonly #field = createRef<HTMLInputElement>();
  readonly #suggestions: Suggestions;
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #hasNone = false;

  /** `people`: names that are known. */
  constructor(
    private readonly host: PanelHost,
    people: readonly ChatRoomUser[] = [],
  ) {
    for (const { displayName, uri } of people) if (displayName) this.#names.set(uri, displayName);
    this.#suggestions = new Suggestions(host.element, ({ displayName, uri }) => {
      if (displayName) this.#names.set(uri, displayName);
      this.#add(uri);
    });
  }

  /** What is written counts, if it is an address: nobody presses Enter before they save. */
  commit(): void {
    const uri = addressOf(this.#field.value?.value ?? '');
    if (uri) this.#add(uri);
  }

  updated(): void {
    const field = this.#field.value;
    if (field) this.#suggestions.describe(field);
  }

  render(id: string, label: string): TemplateResult {
    const t = this.host.texts();
    return html`<div class="field people-field" part="people-field">
      <label for=${id}>${label}</label>
      <ul class="chips" role="list" ?hidden=${!this.value.length}>
        ${repeat(
          this.value,
          (uri) => uri,
          (uri) => {
            const name = this.#nameOf(uri);
            return html`<li class="chip-item">
              <bdi>${name}</bdi
              ><button
                type="button"
                class="icon-button"
                aria-label=${t.remove(name)}
                @click=${() => this.#remove(uri)}
              >
                ${icons.close}
              </button>
            </li>`;
          },
        )}
      </ul>
      <input
        id=${id}
        type="text"
        autocomplete="off"
        autocapitalize="none"
        spellcheck="false"
        placeholder=${t.addPerson}
        aria-describedby="${id}-hint"
        ${ref(this.#field)}
        @input=${this.#input}
        @keydown=${this.#key}
        @blur=${() => this.#suggestions.close()}
      />
      <div class="around-suggestions">${this.#suggestions.render(t.suggestions)}</div>
      <p class="hint" id="${id}-hint" role="status">${this.#hasNone ? t.nobodyFound : ''}</p>
    </div>`;
  }

  #nameOf(uri: string): string {
    return this.#names.get(uri) ?? this.host.nameOf(uri);
  }

  readonly #input = (): void => {
    clearTimeout(this.#timer);
    this.#hasNone = false;
    const text = this.#field.value?.value.trim() ?? '';
    if (!text) {
      this.#suggestions.close();
      return;
    }
    this.#timer = setTimeout(() => void this.#find(text), WAIT);
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (this.#suggestions.keyed(event)) return;
    const text = this.#field.value?.value ?? '';
    if (event.key === 'Backspace' && !text && this.value.length) this.#remove(this.value.at(-1) ?? '');
    if (event.key !== 'Enter' || event.isComposing || !text.trim()) return;
    // It adds, and does not send the form.
    event.preventDefault();
    this.commit();
  };

  async #find(text: string): Promise<void> {
    this.#asking?.abort();
    const { signal } = (this.#asking = new AbortController());
    try {
      const found = (await this.host.chat()?.findUsers(text, { signal })) ?? [];
      if (signal.aborted || this.#field.value?.value.trim() !== text) return;
      const others = found.filter(({ uri }) => !this.value.includes(uri));
      this.#suggestions.show(others.slice(0, 8));
      this.#hasNone = !others.length && !addressOf(text);
    } catch (error) {
      // A whole address can still be written.
      if (!signal.aborted) this.host.report(error);
    }
    this.host.element.requestUpdate();
  }

  #add(uri: string): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#suggestions.close();
    this.#hasNone = false;
    if (!this.value.includes(uri)) this.value = [...this.value, uri];
    if (this.#field.value) this.#field.value.value = '';
    this.host.element.requestUpdate();
  }

  #remove(uri: string): void {
    this.value = this.value.filter((each) => each !== uri);
    this.host.element.requestUpdate();
    this.#field.value?.focus();
  }
}

/** `dave@contoso.com` or a SIP address; undefined for what is none. */
function addressOf(text: string): string | undefined {
  const written = text.trim().toLowerCase();
  if (/^sips?:[^\s@]+@[^\s@]+$/.test(written)) return written;
  return /^[^\s@:]+@[^\s@:]+$/.test(written) ? `sip:${written}` : undefined;
}
