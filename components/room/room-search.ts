import { html, nothing, type TemplateResult } from 'lit';
import type {
  ChatHistoryMatch,
  ChatHistoryResult,
  ChatRoomSessionContract,
  SearchHistoryOptions,
} from '../../src/session/contract';
import { nameOf } from '../conversation/names';
import { icons } from '../internal/icons';
import { formatDateTime } from '../internal/localisation/format';
import type { PanelHost } from './panel-host';
import { reasonText } from './reason';
import { snippet } from './snippet';

const DAY = 86_400_000;

/** Search in the history of the room, or of all that this user may read; a result shows the message in its place. */
export class RoomSearch {
  #result: ChatHistoryResult | undefined;
  #words: readonly string[] = [];
  #failure = '';
  #asking: AbortController | undefined;

  constructor(
    private readonly host: PanelHost,
    private room: ChatRoomSessionContract,
    private readonly show: (match: ChatHistoryMatch) => Promise<void>,
  ) {}

  follow(room: ChatRoomSessionContract): void {
    this.room = room;
  }

  render(): TemplateResult {
    const t = this.host.texts();
    const { participants, messages } = this.room.snapshot;
    const people = new Map(
      [...participants, ...messages.map(({ author }) => author)].map((person) => [
        person.uri,
        nameOf(person),
      ]),
    );
    return html`<form class="search" part="search" role="search" @submit=${this.#submit}>
        <div class="field">
          <label for="words">${t.words}</label>
          <input id="words" name="words" type="search" dir="auto" autocomplete="off" />
        </div>
        <div class="field">
          <label for="where">${t.where}</label>
          <select id="where" name="where">
            <option value="room">${t.thisRoom}</option>
            <option value="all">${t.allRooms}</option>
          </select>
        </div>
        <div class="field">
          <label for="author">${t.author}</label>
          <select id="author" name="author">
            <option value="">${t.anybody}</option>
            ${[...people].map(([uri, name]) => html`<option value=${uri}>${name}</option>`)}
          </select>
        </div>
        <div class="pair">
          <div class="field">
            <label for="from">${t.from}</label><input id="from" name="from" type="date" />
          </div>
          <div class="field"><label for="to">${t.to}</label><input id="to" name="to" type="date" /></div>
        </div>
        <label class="check"><input type="checkbox" name="phrase" />${t.phrase}</label>
        <button class="button primary">${t.search}</button>
      </form>
      ${this.#failure ? html`<p class="failure" role="alert">${icons.alert}<span>${this.#failure}</span></p>` : nothing}
      <p class="count" role="status">${this.#status()}</p>
      <ul class="results" role="list" ?hidden=${!this.#result?.matches.length}>
        ${this.#result?.matches.map((match) => this.#match(match))}
      </ul>
      ${this.#result?.isTruncated ? html`<p class="hint">${t.truncated}</p>` : nothing}`;
  }

  dispose(): void {
    this.#asking?.abort();
  }

  #status(): string {
    const t = this.host.texts();
    if (this.#asking) return t.searching;
    if (!this.#result) return '';
    return this.#result.matches.length ? t.matches(this.#result.matches.length) : t.noMatches;
  }

  #match(match: ChatHistoryMatch): TemplateResult {
    const t = this.host.texts();
    return html`<li>
      <button
        class="match"
        part="match"
        type="button"
        title=${t.showMessage}
        @click=${() => void this.#attempt(() => this.show(match))}
      >
        <span class="match-head"
          ><bdi>${nameOf(match.author)}</bdi><time>${formatDateTime(this.host.lang(), match.at)}</time></span
        >
        ${match.roomUri === this.room.snapshot.uri ? nothing : html`<bdi class="match-room">${match.roomName}</bdi>`}
        ${match.title ? html`<strong dir="auto">${match.title}</strong>` : nothing}
        <span class="match-text" dir="auto"
          >${snippet(match.body, this.#words).map(({ isHit, text }) => (isHit ? html`<mark>${text}</mark>` : text))}</span
        >
      </button>
    </li>`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const words = text('words');
    const isPhrase = data.has('phrase');
    const [from, to] = [dayOf(text('from')), dayOf(text('to'))];
    this.#words = (isPhrase ? [words] : words.split(/\s+/)).filter(Boolean);
    void this.#search({
      ...(text('where') === 'room' && { roomUri: this.room.snapshot.uri }),
      ...(words && { text: words, matchExactPhrase: isPhrase }),
      ...(text('author') && { author: text('author') }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { to: to + DAY - 1 }),
    });
  };

  async #search(options: SearchHistoryOptions): Promise<void> {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    await this.#attempt(async () => {
      const result = await this.host.chat()?.searchHistory({ ...options, signal: asking.signal });
      if (!asking.signal.aborted) this.#result = result;
    });
    if (this.#asking === asking) this.#asking = undefined;
    this.host.element.requestUpdate();
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    this.#failure = '';
    this.host.element.requestUpdate();
    try {
      await work();
    } catch (error) {
      // Another search has taken its place.
      if ((error as { code?: string }).code === 'aborted') return;
      this.#failure = reasonText(this.host.texts(), error);
      this.host.report(error);
    }
    this.host.element.requestUpdate();
  }
}

/** The beginning of a day where the user is. */
function dayOf(value: string): number | undefined {
  const [year, month, day] = value.split('-').map(Number);
  return year && month && day ? new Date(year, month - 1, day).getTime() : undefined;
}
