import { html, nothing, type TemplateResult } from 'lit';
import type { SupervisedAgent, SupervisionOverview } from '../../src/session/contract';
import { formatDuration, formatNumber } from '../internal/localisation/format';
import type { SupervisorStrings } from './strings';

export function queuesView(
  { queues }: SupervisionOverview,
  now: number,
  t: SupervisorStrings,
): TemplateResult {
  return html`<section aria-labelledby="queues">
    <h2 id="queues">${t.queues}</h2>
    <ul class="queues" role="list" part="queues">
      ${queues.map(
        ({ longestWaitSince, name, waiting }) =>
          html`<li class="queue" part="queue">
            <span class="queue-name"><bdi>${name}</bdi></span>
            <span class="muted">
              ${t.waiting(waiting)}
              ${
                waiting > 0 && longestWaitSince !== undefined
                  ? html`· <span class="time">${t.longest(formatDuration(now - longestWaitSince))}</span>`
                  : nothing
              }
            </span>
          </li>`,
      )}
    </ul>
  </section>`;
}

export function agentsView(
  { agents }: SupervisionOverview,
  now: number,
  t: SupervisorStrings,
  lang: string,
): TemplateResult {
  return html`<section aria-labelledby="agents">
    <h2 id="agents">${t.agents}</h2>
    ${
      agents.length === 0
        ? html`<p class="muted">${t.noAgents}</p>`
        : html`<ul class="agents" role="list" part="agents">
            ${agents.map((agent) => agentView(agent, now, t, lang))}
          </ul>`
    }
  </section>`;
}

function agentView(
  { active, capacity, displayName, idleSince, onThePhone, reason, state, uri }: SupervisedAgent,
  now: number,
  t: SupervisorStrings,
  lang: string,
): TemplateResult {
  const [a, c] = [formatNumber(lang, active), formatNumber(lang, capacity)];
  const why = reason === 'missed-offers' ? t.missedOffers : reason;
  const more = [
    why,
    onThePhone && t.onThePhone,
    state === 'ready' && active === 0 && t.idle(formatDuration(now - idleSince)),
  ];
  return html`<li class="agent" part="agent">
    <span class="name"><bdi>${displayName || uri.replace(/^sips?:/, '')}</bdi></span>
    <span class="muted time"><bdi>${more.filter(Boolean).join(' · ')}</bdi></span>
    <span class="muted time"
      ><span aria-hidden="true">${t.load(a, c)}</span
      ><span class="visually-hidden">${t.loadLabel(a, c)}</span></span
    >
    <span class="state ${state}">${t.agentState[state]}</span>
  </li>`;
}
