import { html, nothing, type TemplateResult } from 'lit';
import { icons } from '../internal/icons';
import { formatDuration } from '../internal/localisation/format';
import type { CallView } from './call-view';
import * as drawings from './icons';
import { qualityIcon } from './quality-icon';

/** Why it ended needs no word when the person ended it, or the other side did. */
const PLAIN_ENDS = new Set(['terminated-locally', 'terminated-remotely']);

const MOODS: Readonly<Record<string, string>> = {
  connected: 'good',
  held: 'waiting',
  recovering: 'waiting',
};

/** One line: how the call stands, since when, and how well it sounds. */
export function callFace(view: CallView): TemplateResult {
  const { t, call } = view;
  const { state, connectedAt, endedAt, quality } = call;
  const isParked = state === 'parked' || (state === 'connected' && view.isParked);
  const mood =
    state === 'ended' ? (isPlainEnd(view) ? 'over' : 'bad') : isParked ? 'waiting' : (MOODS[state] ?? 'busy');
  const runs = connectedAt !== undefined && !['incoming', 'connecting', 'ringing', 'parked'].includes(state);
  return html`<div class="face ${mood}" part="call-status">
    <span class="sign">${isParked ? icons.park : state === 'ended' ? drawings.hangUp : icons.phone}</span>
    <div class="words">
      <strong>${stateText(view)}</strong>
      ${subText(view)}
    </div>
    ${
      quality && state === 'connected'
        ? html`<span class="quality ${quality.level}" part="call-quality"
            >${qualityIcon(quality.level)}<span>${t.quality[quality.level]}</span></span
          >`
        : nothing
    }
    ${
      runs
        ? html`<time class="timer" part="call-duration" dir="ltr"
            >${formatDuration((endedAt ?? Date.now()) - connectedAt)}</time
          >`
        : nothing
    }
    ${
      state === 'ended'
        ? html`<button
            class="icon-button"
            type="button"
            aria-label=${t.close}
            title=${t.close}
            @click=${() => view.do.dismiss()}
          >
            ${icons.close}
          </button>`
        : nothing
    }
  </div>`;
}

/** The state in words; also what is announced. */
export function stateText({ t, call, name, isParked }: CallView): string {
  switch (call.state) {
    case 'incoming':
      if (call.orbit) return t.ringsBack;
      return call.video === 'none' ? t.incoming : t.incomingVideo;
    case 'held':
      if (call.heldBy === 'both') return t.heldByBoth;
      return call.heldBy === 'remote' ? t.heldBy(name) : t.heldByYou;
    case 'connected':
      return isParked ? t.parkedByOther : t.connected;
    case 'parked':
      return t.parked(call.orbit?.friendlyOrbit ?? '');
    case 'ended':
      return call.connectedAt === undefined && call.failure ? t.notMade : t.ended;
    case 'idle':
      return '';
    default:
      return t[call.state];
  }
}

function isPlainEnd({ call: { endReason = '', failure } }: CallView): boolean {
  return PLAIN_ENDS.has(endReason) && !failure;
}

/** Why it ended. */
export function endText({ t, call: { endReason = '', failure } }: CallView): string {
  if (PLAIN_ENDS.has(endReason) && !failure) return '';
  return t.reasons[failure?.code ?? ''] ?? t.reasons[endReason] ?? (failure ? t.failed : '');
}

function subText(view: CallView): TemplateResult | typeof nothing {
  const { t, call, name } = view;
  switch (call.state) {
    case 'ended': {
      const text = endText(view);
      return text ? html`<p>${text}</p>` : nothing;
    }
    case 'parked':
      return html`<p>${t.parkedHint}</p>`;
    case 'connected':
      return call.isMuted ? html`<p class="warn">${t.muted}</p>` : html`<p><bdi>${name}</bdi></p>`;
    default:
      return html`<p><bdi>${name}</bdi></p>`;
  }
}
