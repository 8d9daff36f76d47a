import { html, nothing, type TemplateResult } from 'lit';
import type { CallSnapshot, ConversationContract } from '../../src/session/contract';
import { isAtParkService } from '../call/party';
import { icons } from '../internal/icons';
import { formatDuration } from '../internal/localisation/format';
import type { ParkPanelStrings } from './strings';

interface CurrentView {
  readonly t: ParkPanelStrings;
  readonly call: CallSnapshot | undefined;
  readonly name: string;
  readonly canPark: boolean;
  readonly isUnavailable: boolean;
  readonly park: () => void;
}

const LIVE = new Set(['connected', 'held', 'parking']);

/** The call that is talked in now, one that can be parked before others; none that is at the service already, and no conference. */
export function callToPark(conversations: readonly ConversationContract[]): ConversationContract | undefined {
  const live = conversations.filter(
    (one) =>
      LIVE.has(one.audioVideo?.snapshot.state ?? '') && !isAtParkService(one) && !one.snapshot.conference,
  );
  return live.find((one) => one.canInvoke('park')) ?? live[0];
}

/** The call that can be parked; else why not, and what to do instead. */
export function currentView({ t, call, name, canPark, isUnavailable, park }: CurrentView): TemplateResult {
  const isLive = call && ['connected', 'held', 'parking'].includes(call.state);
  if (!isLive) return html`<p class="current none" part="current">${icons.phone}<span>${t.noCall}</span></p>`;
  const isParking = call.state === 'parking';
  const hint = call.state === 'held' ? t.onHold : canPark && call.video !== 'none' ? t.audioOnly : '';
  return html`<div class="current ${isUnavailable ? 'unavailable' : ''}" part="current">
    <span class="sign">${icons.phone}</span>
    <div class="words">
      <p class="who">
        <bdi>${name}</bdi>
        ${call.connectedAt === undefined ? nothing : html`<time dir="ltr">${formatDuration(Date.now() - call.connectedAt)}</time>`}
      </p>
      ${
        isUnavailable
          ? html`<p><strong>${t.notProvisioned}.</strong> ${t.notProvisionedHint}</p>`
          : hint
            ? html`<p>${hint}</p>`
            : nothing
      }
    </div>
    ${
      canPark || isParking
        ? html`<button
            class="button primary"
            type="button"
            part="park"
            aria-label=${isParking ? t.parking : t.parkCall(name)}
            aria-disabled=${isParking ? 'true' : nothing}
            @click=${() => !isParking && park()}
          >
            ${isParking ? t.parking : html`${icons.park}${t.park}`}
          </button>`
        : nothing
    }
  </div>`;
}
