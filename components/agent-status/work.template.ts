import { html, nothing, type TemplateResult } from 'lit';
import type { AgentStateSnapshot } from '../../src/session/contract';
import { icons } from '../internal/icons';
import { formatDuration, formatNumber } from '../internal/localisation/index';
import type { AgentStatusStrings } from './strings/index';

export interface WrapUpActions {
  readonly disabled: boolean;
  readonly extendBy: number;
  readonly end: () => void;
  readonly extend: () => void;
}

export function renderWrapUp(
  agent: AgentStateSnapshot,
  now: number,
  t: AgentStatusStrings,
  { disabled, extendBy, end, extend }: WrapUpActions,
): TemplateResult | typeof nothing {
  if (agent.state !== 'wrap-up') return nothing;
  const { wrapUpEndsAt } = agent;
  const left = wrapUpEndsAt === undefined ? t.wrapUpOpen : t.wrapUpLeft(formatDuration(wrapUpEndsAt - now));
  return html`<div class="wrap-up" part="wrap-up" role="group" aria-label=${t.wrapUp}>
    <span class="wrap-up-text"
      >${icons.clock}<strong>${t.wrapUp}</strong> <span class="time">${left}</span></span
    >
    <span class="wrap-up-actions">
      ${
        wrapUpEndsAt === undefined
          ? nothing
          : html`<button
              class="button small"
              type="button"
              part="extend"
              aria-disabled=${disabled}
              @click=${() => !disabled && extend()}
            >
              ${t.extend(extendBy)}
            </button>`
      }
      <button
        class="button small primary"
        type="button"
        part="finish"
        aria-disabled=${disabled}
        @click=${() => !disabled && end()}
      >
        ${t.endWrapUp}
      </button>
    </span>
  </div>`;
}

/** Parallel chats as a row of seats; above eight a bar would say as much, so the number alone stays. */
export function renderCapacity(
  agent: AgentStateSnapshot,
  t: AgentStatusStrings,
  lang: string,
): TemplateResult {
  const { active, capacity } = agent;
  const value = t.capacityValue(formatNumber(lang, active), formatNumber(lang, capacity));
  const seats = Math.min(Math.max(capacity, active), 8);
  return html`<div
    class="capacity"
    part="capacity"
    role="meter"
    aria-label=${t.capacity}
    aria-valuemin="0"
    aria-valuemax=${Math.max(capacity, active, 1)}
    aria-valuenow=${active}
    aria-valuetext=${value}
  >
    <span class="caption">${t.capacity}</span>
    ${
      capacity <= 8
        ? html`<span class="seats"
            >${Array.from({ length: seats }, (_, i) => html`<span class="seat ${i < active ? 'taken' : ''}"></span>`)}</span
          >`
        : nothing
    }
    <span class="count">${value}</span>
  </div>`;
}

export function renderQueues(
  agent: AgentStateSnapshot,
  now: number,
  t: AgentStatusStrings,
  lang: string,
): TemplateResult | typeof nothing {
  if (!agent.queues.length) return nothing;
  return html`<div class="queues" part="queues">
    <span class="caption" id="queues">${t.queues}</span>
    <ul role="list" aria-labelledby="queues">
      ${agent.queues.map(
        ({ name, waiting, longestWaitSince }) =>
          html`<li class=${waiting ? 'queue some' : 'queue'} part="queue">
            <bdi class="queue-name">${name}</bdi>
            ${
              waiting && longestWaitSince !== undefined
                ? html`<span class="longest">${t.longest(formatDuration(now - longestWaitSince))}</span>`
                : nothing
            }
            <span class="count" aria-hidden="true">${formatNumber(lang, waiting)}</span>
            <span class="visually-hidden">${t.waiting(waiting)}</span>
          </li>`,
      )}
    </ul>
  </div>`;
}
