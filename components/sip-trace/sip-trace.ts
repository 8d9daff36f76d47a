import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { SessionContract, SipMessageEvent } from '../../src/session/contract';
import { Announcer } from '../internal/announcer';
import { property, state } from '../internal/decorators';
import { LyncElement } from '../internal/element';
import { renderDetails } from './details.template';
import { download, rowAsText, traceAsText } from './export';
import { compileFilter } from './filter';
import { renderLadder } from './ladder.template';
import { sipTraceStyles } from './sip-trace.styles';
import { strings } from './strings/index';
import { renderBar, renderDialogs } from './toolbar.template';
import { TraceLog, type TraceRow } from './trace-log';
import type { SipTraceEntry } from './trace-message';

const DEFAULT_LIMIT = 500;

/**
 * @summary The session's SIP messages as a ladder diagram by dialog, with their text, for the engineer who troubleshoots.
 *
 * Records from the moment it is in the page. Each dialog has a number, a colour and a purpose (registration, focus, call, …); conference services are
 * columns of their own, so that an invitation's three dialogs read at a glance. Secrets are redacted before anything is kept; so is what is copied or downloaded.
 *
 * @tag lync-sip-trace
 * @status experimental
 * @since 0.1.0
 *
 * @attr {string} session - Id of the `<lync-session>` to trace when that is not an ancestor.
 *
 * @event {LyncErrorEvent} lync-error - Copying was not allowed.
 *
 * @csspart bar - The row of controls.
 * @csspart dialogs - The list of dialogs.
 * @csspart ladder - The diagram.
 * @csspart message - One message in it.
 * @csspart details - The text of the chosen message.
 * @csspart copy-one - The button that copies the chosen message.
 * @csspart close - The button that closes the text.
 *
 * @cssstate paused - It records, and shows nothing new.
 * @cssstate empty - There is nothing to show.
 */
export class LyncSipTrace extends LyncElement {
  static override styles = [LyncElement.styles, sipTraceStyles];

  /** Shows messages with all of these words (upper and lower case alike) and without those that begin with `-`. */
  @property({ reflect: true }) filter = '';

  /** How many messages are kept; the oldest go first. */
  @property({ type: Number }) limit = DEFAULT_LIMIT;

  @state() private selected: TraceRow | undefined;
  @state() private dialogNumber: number | undefined;
  @state() private frozen: readonly TraceRow[] | undefined;
  @state() private copyFailed = false;

  readonly #log = new TraceLog();
  readonly #announcer = new Announcer(this);
  #traced: SessionContract | undefined;
  /** The newest message stays in sight, until somebody scrolls up to read. */
  #follows = true;

  /** What is recorded, redacted. Setting it replaces the record: a trace from elsewhere can be read here. */
  @property({ attribute: false })
  get messages(): readonly SipTraceEntry[] {
    return this.#log.rows.map(({ direction, text, at }) => ({ direction, text, at }));
  }

  set messages(messages: readonly SipTraceEntry[]) {
    this.clear();
    for (const message of messages) this.#log.add(message, this.#limit);
    this.requestUpdate();
  }

  /** Forgets what is recorded. */
  clear(): void {
    this.#log.clear();
    this.selected = undefined;
    this.dialogNumber = undefined;
    this.frozen = this.frozen && [];
    this.requestUpdate();
  }

  /** The record as text, with a line of time, direction and dialog before each message. */
  toText(): string {
    return traceAsText(this.#log.rows);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#trace(undefined);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.isConnected) this.#trace(this.session);
    this.toggleState('paused', this.frozen !== undefined);
    this.toggleState('empty', this.#log.rows.length === 0);
  }

  protected override updated(): void {
    const ladder = this.renderRoot.querySelector('.ladder');
    if (ladder && this.#follows && !this.selected) ladder.scrollTop = ladder.scrollHeight;
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    const rows = this.#visible();
    const all = this.#log.rows.length;
    const waiting = this.frozen && all - this.frozen.length;
    return html`${renderBar(t, {
        filter: this.filter,
        isPaused: this.frozen !== undefined,
        isEmpty: all === 0,
        status: this.copyFailed ? t.copyFailed : waiting ? t.paused(waiting) : t.count(rows.length, all),
        onFilter: (filter) => (this.filter = filter),
        onPause: () => (this.frozen = this.frozen ? undefined : [...this.#log.rows]),
        onClear: () => this.clear(),
        onCopy: () => void this.#copy(traceAsText(rows)),
        onDownload: () =>
          download(
            traceAsText(rows),
            `sip-trace-${new Date().toISOString().slice(0, 19).replace(/:/g, '')}.txt`,
          ),
      })}
      ${renderDialogs(t, this.#log.dialogs, this.dialogNumber, (number) => (this.dialogNumber = number))}
      <div
        class="main ${this.selected ? 'open' : ''}"
        @keydown=${this.#onKey}
        @scroll=${{ handleEvent: this.#onScroll, capture: true }}
      >
        ${
          rows.length === 0
            ? html`<p class="hint">${all > 0 ? t.noMatch : this.session ? t.empty : t.noSession}</p>`
            : renderLadder({
                rows,
                selected: this.selected?.id,
                current: (rows.find(({ id }) => id === this.selected?.id) ?? rows[0])?.id,
                texts: t,
                select: (row) => (this.selected = row),
              })
        }
        ${
          this.selected
            ? renderDetails(this.selected, t, {
                copy: (row) => void this.#copy(rowAsText(row)),
                close: () => this.#close(),
              })
            : nothing
        }
      </div>
      ${this.#announcer.render()}`;
  }

  #visible(): readonly TraceRow[] {
    const matches = compileFilter(this.filter);
    return (this.frozen ?? this.#log.rows).filter(
      (row) => (this.dialogNumber === undefined || row.dialog.number === this.dialogNumber) && matches(row),
    );
  }

  get #limit(): number {
    return Number.isFinite(this.limit) && this.limit >= 1 ? Math.floor(this.limit) : DEFAULT_LIMIT;
  }

  #trace(session: SessionContract | undefined): void {
    if (session === this.#traced) return;
    this.#traced?.removeEventListener('sip-message', this.#onMessage);
    session?.addEventListener('sip-message', this.#onMessage);
    this.#traced = session;
  }

  readonly #onMessage = ({ direction, text, at }: SipMessageEvent): void => {
    this.#log.add({ direction, text, at }, this.#limit);
    this.requestUpdate();
  };

  readonly #onScroll = (event: Event): void => {
    const { scrollTop, scrollHeight, clientHeight } = event.target as Element;
    this.#follows = scrollHeight - scrollTop - clientHeight < 40;
  };

  #close(): void {
    const { selected } = this;
    this.selected = undefined;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`#row-${selected?.id}`)?.focus(),
    );
  }

  async #copy(text: string): Promise<void> {
    const t = this.locale.texts(strings);
    try {
      await navigator.clipboard.writeText(text);
      this.copyFailed = false;
      this.#announcer.announce(t.copied);
    } catch (error) {
      this.copyFailed = true;
      this.#announcer.announce(t.copyFailed);
      this.reportError(error);
    }
  }

  /** The pattern of a list box: arrows, Home and End move and choose, Escape closes the text. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.selected) {
      event.stopPropagation();
      this.#close();
      return;
    }
    const row = (event.target as Element).closest('.row');
    if (!row) return;
    const rows = this.#visible();
    const index = rows.findIndex(({ id }) => `row-${id}` === row.id);
    const next = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      Home: 0,
      End: rows.length - 1,
      Enter: index,
      ' ': index,
    }[event.key];
    const chosen = next === undefined ? undefined : rows[next];
    if (!chosen) return;
    event.preventDefault();
    this.selected = chosen;
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`#row-${chosen.id}`)?.focus(),
    );
  };
}
