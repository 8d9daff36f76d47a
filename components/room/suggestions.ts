import { html, nothing, type LitElement, type TemplateResult } from 'lit';
import type { ChatRoomUser } from '../../src/session/contract';
import { nameOf } from '../conversation/names';

let made = 0;

/** People to choose from while somebody writes: the list of a combobox (ARIA APG). The focus stays in the field, keys move what is active. */
export class Suggestions {
  readonly #id = `suggestions-${++made}`;
  #people: readonly ChatRoomUser[] = [];
  #active = 0;

  constructor(
    private readonly host: LitElement,
    private readonly onPick: (person: ChatRoomUser) => void,
  ) {}

  get isOpen(): boolean {
    return this.#people.length > 0;
  }

  show(people: readonly ChatRoomUser[]): void {
    if (!people.length && !this.#people.length) return;
    this.#people = people;
    this.#active = 0;
    this.host.requestUpdate();
  }

  close(): void {
    this.show([]);
  }

  /** True: the key was for the list. */
  keyed(event: KeyboardEvent): boolean {
    if (!this.isOpen || event.isComposing) return false;
    const count = this.#people.length;
    if (event.key === 'ArrowDown') this.#active = (this.#active + 1) % count;
    else if (event.key === 'ArrowUp') this.#active = (this.#active + count - 1) % count;
    else if (event.key === 'Enter' || event.key === 'Tab') this.#pick(this.#active);
    else if (event.key === 'Escape') this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    this.host.requestUpdate();
    return true;
  }

  /** After an update: what the field tells assistive technology. */
  describe(field: HTMLElement): void {
    const { isOpen } = this;
    field.setAttribute('aria-autocomplete', 'list');
    // A field of several lines may not be a combobox (ARIA in HTML); there it is a text box with a list.
    if (field instanceof HTMLTextAreaElement) field.setAttribute('aria-haspopup', 'listbox');
    else {
      field.setAttribute('role', 'combobox');
      field.setAttribute('aria-expanded', String(isOpen));
    }
    if (isOpen) {
      field.setAttribute('aria-controls', this.#id);
      field.setAttribute('aria-activedescendant', `${this.#id}-${this.#active}`);
    } else {
      field.removeAttribute('aria-controls');
      field.removeAttribute('aria-activedescendant');
    }
  }

  render(label: string): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    return html`<ul class="suggestions" part="suggestions" role="listbox" id=${this.#id} aria-label=${label}>
      ${this.#people.map(
        (person, index) =>
          html`<li
            role="option"
            id=${`${this.#id}-${index}`}
            aria-selected=${index === this.#active}
            @pointerdown=${(event: Event) => {
              // The field keeps the focus.
              event.preventDefault();
              this.#pick(index);
            }}
          >
            <bdi>${nameOf(person)}</bdi><small><bdi>${person.uri.replace(/^sips?:/, '')}</bdi></small>
          </li>`,
      )}
    </ul>`;
  }

  #pick(index: number): void {
    const person = this.#people[index];
    this.close();
    if (person) this.onPick(person);
  }
}
