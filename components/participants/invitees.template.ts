import { html, nothing, type TemplateResult } from 'lit';
import type { ConferenceInviteeSnapshot } from '../../src/session/contract';
import { shortAddress } from '../call/address';
import { initialsOf } from '../conversation/names';
import { icons } from '../internal/icons';
import type { RosterView } from './roster-view';

/** Who was asked and is not in yet, or did not come. */
export function inviteesView(
  view: RosterView,
  nameOf: (uri: string) => string | undefined,
): TemplateResult | typeof nothing {
  const { t, conference } = view;
  if (!conference.invitees.length) return nothing;
  return html`<section class="invitees" aria-labelledby="invited">
    <h3 id="invited">${t.invited}</h3>
    <ul role="list" part="invitees">
      ${conference.invitees.map((one) => row(one, nameOf(one.uri) ?? shortAddress(one.uri), view))}
    </ul>
  </section>`;
}

function row(
  { uri, state, failure }: ConferenceInviteeSnapshot,
  name: string,
  view: RosterView,
): TemplateResult {
  const { t } = view;
  const reason = t.reasons[failure?.code ?? ''] ?? '';
  return html`<li class="row invitee ${state}" part="invitee" data-uri=${uri}>
    <span class="avatar" aria-hidden="true">${initialsOf(name) || icons.person}</span>
    <span class="words">
      <span class="name"><bdi>${name}</bdi></span>
      <span class="about ${state}">${state === 'failed' && reason ? reason : t.inviteeStates[state]}</span>
    </span>
    ${
      state === 'failed'
        ? html`<button
            class="button small"
            type="button"
            part="ask-again"
            aria-label="${t.askAgain}: ${name}"
            aria-disabled=${view.can('invite') ? nothing : 'true'}
            @click=${() => view.can('invite') && view.do.inviteAgain(uri)}
          >
            ${t.askAgain}
          </button>`
        : view.canWithdraw(uri)
          ? html`<button
              class="button small"
              type="button"
              part="withdraw"
              aria-label="${t.withdraw}: ${name}"
              @click=${() => view.do.withdraw(uri)}
            >
              ${t.withdraw}
            </button>`
          : nothing
    }
  </li>`;
}
