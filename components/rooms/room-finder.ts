import { html, nothing, type TemplateResult } from 'lit';
import type { ChatRoomSummary, FindRoomsOptions } from '../../src/session/contract';
import { icons } from '../internal/icons';
import type { PanelHost } from '../room/panel-host';
import { reasonText } from '../room/reason';

const WAIT = 250;
const SCOPES = ['all', 'member', 'managed'] as const;

interface RoomFinderHooks {
  /** What stands on a room's button, and whether it can be pressed. */
  action(room: ChatRoomSummary): { readonly text: string; readonly isBusy: boolean };
  choose(room: ChatRoomSummary): void;
  onFound(rooms: readonly ChatRoomSummary[]): void;
}

/** Browsing and searching the rooms that this user may see. */
export class RoomFinder {
  #rooms: readonly ChatRoomSummary[] | undefined;
  #text = '';
  #scope: (typeof SCOPES)[number] = 'all';
  #failure = '';
  #asking: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: PanelHost,
    private readonly hooks: RoomFinderHooks,
  ) {}

  /** Asks again; what was found before stays until the answer is there. */
  async search(): Promise<void> {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    this.#failure = '';
    this.host.element.requestUpdate();
    try {
      const options: FindRoomsOptions = {
        scope: this.#scope,
        signal: asking.signal,
        ...(this.#text && { text: this.#text, searchDescription: true }),
      };
      const rooms = (await this.host.chat()?.findRooms(options)) ?? [];
      if (asking.signal.aborted) return;
      this.#rooms = rooms;
      this.hooks.onFound(rooms);
    } catch (error) {
      // Another search has taken its place.
      if (asking.signal.aborted) return;
      this.#failure = reasonText(this.host.texts(), error);
      this.host.report(error);
    }
    this.#asking = undefined;
    this.host.element.requestUpdate();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#asking = undefined;
  }

  render(): TemplateResult {
    const t = this.host.texts();
    return html`<form class="find" part="find" role="search" @submit=${this.#submit}>
        <div class="field">
          <label for="find-words">${t.nameOrWords}</label>
          <input
            id="find-words"
            type="search"
            dir="auto"
            autocomplete="off"
            .value=${this.#text}
            @input=${this.#input}
          />
        </div>
        <div class="field">
          <label for="find-scope">${t.which}</label>
          <select id="find-scope" @change=${this.#scopeChanged}>
            ${SCOPES.map((each) => html`<option value=${each} ?selected=${each === this.#scope}>${t.scopes[each]}</option>`)}
          </select>
        </div>
      </form>
      ${this.#failure ? html`<p class="failure" role="alert">${icons.alert}<span>${this.#failure}</span></p>` : nothing}
      <p class="count" role="status">${this.#status()}</p>
      <ul class="found" role="list" ?hidden=${!this.#rooms?.length}>
        ${this.#rooms?.map((room) => this.#room(room))}
      </ul>`;
  }

  #status(): string {
    const t = this.host.texts();
    if (this.#asking) return t.searching;
    if (!this.#rooms || this.#failure) return '';
    return this.#rooms.length ? t.found(this.#rooms.length) : t.noneFound;
  }

  #room(room: ChatRoomSummary): TemplateResult {
    const t = this.host.texts();
    const { isBusy, text } = this.hooks.action(room);
    const tags = [
      t.privacy[room.privacy],
      room.isAuditorium && t.auditorium,
      room.isDisabled && t.disabled,
      room.participantCount !== undefined && t.present(room.participantCount),
    ].filter(Boolean);
    return html`<li class="card" part="found-room">
      <div class="words">
        <strong><bdi>${room.name}</bdi></strong>
        ${room.description ? html`<p><bdi>${room.description}</bdi></p>` : nothing}
        <p class="tags">${tags.join(' · ')}</p>
      </div>
      ${
        room.isDisabled
          ? nothing
          : html`<button
              class="button small"
              part="join"
              aria-label="${text}: ${room.name}"
              aria-disabled=${isBusy}
              @click=${() => !isBusy && this.hooks.choose(room)}
            >
              ${text}
            </button>`
      }
    </li>`;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    void this.search();
  };

  readonly #input = ({ target }: Event): void => {
    this.#text = (target as HTMLInputElement).value.trim();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.search(), WAIT);
  };

  readonly #scopeChanged = ({ target }: Event): void => {
    this.#scope = (target as HTMLSelectElement).value as (typeof SCOPES)[number];
    void this.search();
  };
}
