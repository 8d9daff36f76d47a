import { html, nothing, svg, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { TraceParty } from './parties';
import type { SipTraceStrings } from './strings/index';
import type { TraceRow } from './trace-log';

export interface LadderView {
  readonly rows: readonly TraceRow[];
  readonly selected: number | undefined;
  /** The row that the Tab key reaches. */
  readonly current: number | undefined;
  readonly texts: SipTraceStrings;
  select(row: TraceRow): void;
}

/** Dialogs beyond this many share colours again; their numbers stay their own. */
const COLOURS = 8;

export function renderLadder(view: LadderView): TemplateResult {
  const parties = [...new Map(view.rows.map(({ dialog: { party } }) => [party.key, party])).values()];
  return html`<div class="ladder" part="ladder" dir="ltr">
    <div class="heads" aria-hidden="true">
      <span class="head self">${view.texts.self}</span>
      ${parties.map(
        (party) =>
          html`<span class="head" title=${party.uri || nothing}>${partyName(party, view.texts)}</span>`,
      )}
    </div>
    <div class="rows" role="listbox" aria-label=${view.texts.messages}>
      ${repeat(
        view.rows,
        ({ id }) => id,
        (row) => renderRow(row, parties, view),
      )}
    </div>
  </div>`;
}

function renderRow(row: TraceRow, parties: readonly TraceParty[], view: LadderView): TemplateResult {
  const { texts } = view;
  const isSelected = row.id === view.selected;
  const lane = parties.findIndex(({ key }) => key === row.dialog.party.key) + 1;
  return html`<div
    class="row ${row.direction} ${kindOf(row)} ${colourOf(row.dialog.number)}"
    part="message"
    role="option"
    id="row-${row.id}"
    tabindex=${row.id === view.current ? 0 : -1}
    aria-selected=${isSelected}
    @click=${() => view.select(row)}
  >
    <span class="visually-hidden">${spoken(row, texts)}</span>
    <span class="stamp" aria-hidden="true">
      <time>${clockTime(row.at)}</time>
      ${row.took === undefined ? nothing : html`<small>${texts.took(String(Math.round(row.took)))}</small>`}
    </span>
    <span class="lanes" aria-hidden="true">
      ${[0, ...parties].map(() => html`<span class="lane"></span>`)} ${arrow(row, lane, parties.length + 1)}
    </span>
    <span class="plain" aria-hidden="true">
      <span class="badge">${row.dialog.number}</span>
      <span class="direction">${row.direction === 'out' ? '→' : '←'}</span>
      <strong>${summary(row)}</strong> <small>${partyName(row.dialog.party, texts)}</small>
    </span>
  </div>`;
}

/** Positions are attributes of the drawing, which a strict content security policy allows where it forbids style attributes. */
function arrow(row: TraceRow, lane: number, lanes: number): TemplateResult {
  const at = (index: number): string => `${((index + 0.5) / lanes) * 100}%`;
  const [from, to] = row.direction === 'out' ? [0, lane] : [lane, 0];
  const middle = at(lane / 2);
  // The number stands on the party's lifeline, so an arrow to it ends at the number's edge.
  const [back, tip] = to > from ? [-17, -10] : [7, 0];
  return html`<svg class="arrow" focusable="false">
    ${svg`<line x1=${at(from)} x2=${at(to)} y1="26" y2="26"></line>
      <svg class="tip" x=${at(to)} y="26"><path d="M${back},-4.5 L${tip},0 L${back},4.5 Z"></path></svg>
      <text x=${middle} y="18">${summary(row)}</text>
      <svg class="number" x=${at(lane)} y="26">
        <circle r="9"></circle><text y="4">${row.dialog.number}</text>
      </svg>`}
  </svg>`;
}

/** What stands on the arrow: the method, or status and reason. */
export function summary({ message }: TraceRow): string {
  const { method, status, startLine, event, contentType } = message;
  if (status !== undefined) return startLine.replace(/^SIP\/2\.0 /, '');
  if (event) return `${method} ${event}`;
  const body = /^application\/(?:vnd\.lync-widgets\.)?([\w.+-]+)$/.exec(contentType)?.[1];
  return body && method !== '' ? `${method} (${body.replace(/\+(?:xml|json)$/, '')})` : method || startLine;
}

export function partyName(party: TraceParty, texts: SipTraceStrings): string {
  switch (party.kind) {
    case 'edge':
      return texts.edge;
    case 'focus':
      return texts.focus(party.name);
    case 'chat':
      return texts.chatMcu(party.name);
    case 'audio-video':
      return texts.audioVideoMcu(party.name);
    case 'other':
      return party.name;
  }
}

export function colourOf(dialogNumber: number): string {
  return `colour-${(dialogNumber - 1) % COLOURS}`;
}

/** `HH:MM:SS.mmm` in local time: what server logs are compared with. */
export function clockTime(at: number): string {
  const time = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const seconds = `${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`;
  return `${two(time.getHours())}:${two(time.getMinutes())}:${seconds}`;
}

function spoken(row: TraceRow, texts: SipTraceStrings): string {
  const party = partyName(row.dialog.party, texts);
  const what =
    row.direction === 'out' ? texts.sent(summary(row), party) : texts.received(summary(row), party);
  return `${clockTime(row.at)}, ${what}, ${texts.dialog(row.dialog.number, texts.purposes[row.dialog.purpose])}`;
}

function kindOf({ message: { status } }: TraceRow): string {
  if (status === undefined) return 'request';
  if (status < 200) return 'provisional';
  // A challenge is part of how it works; it is no failure.
  return status < 300 || status === 401 || status === 407 ? 'success' : 'failure';
}
