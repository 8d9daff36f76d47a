import { html, nothing, type TemplateResult } from 'lit';
import type { ContactMember, SupervisedContact, SupervisionMode } from '../../src/session/contract';
import { icons } from '../internal/icons';
import { formatDuration } from '../internal/localisation/format';
import type { SupervisorStrings } from './strings';

const MODES: readonly SupervisionMode[] = ['monitor', 'whisper', 'barge'];

export interface ContactViewContext {
  readonly t: SupervisorStrings;
  readonly now: number;
  /** The supervisor's own address. */
  readonly self: string;
  readonly isBusy: boolean;
  readonly isConnected: boolean;
  readonly act: (contact: SupervisedContact, mode: SupervisionMode | 'take-over' | 'stop') => void;
}

export const customerOf = ({ customerName }: SupervisedContact, t: SupervisorStrings): string =>
  customerName || t.visitor;

export function contactView(contact: SupervisedContact, context: ContactViewContext): TemplateResult {
  const { now, self, t } = context;
  const own = contact.members.find(({ uri }) => uri === self);
  const since = contact.answeredAt ?? contact.queuedAt;
  const waits = contact.state === 'queued' || contact.state === 'offering';
  return html`<li class="contact ${own ? 'mine' : ''}" part="contact" data-id=${contact.id}>
    <div class="line">
      <span class="who">
        <bdi class="name" id="name-${contact.id}">${customerOf(contact, t)}</bdi>
        <span class="muted"><bdi>${contact.subject || contact.queueName}</bdi></span>
      </span>
      <span class="kinds">
        ${contact.audio ? html`<span role="img" aria-label=${t.call}>${icons.phone}</span>` : nothing}
        ${contact.messages ? html`<span role="img" aria-label=${t.chat}>${icons.chat}</span>` : nothing}
      </span>
      <span class="muted time">${formatDuration(now - since)}</span>
      <span class="state ${waits ? 'waits' : contact.state}">${t.state[contact.state]}</span>
    </div>
    ${peopleView(contact, own, t)} ${own ? partView(contact, own, context) : listenView(contact, context)}
  </li>`;
}

function peopleView(
  { members }: SupervisedContact,
  own: ContactMember | undefined,
  t: SupervisorStrings,
): TemplateResult | typeof nothing {
  const nameOf = ({ displayName, state, uri }: ContactMember): string => {
    const name = displayName || uri.replace(/^sips?:/, '').replace(/@.*/, '');
    return state === 'ringing' ? t.ringing(name) : name;
  };
  const agents = members.filter(({ role }) => role !== 'supervisor');
  const others = members.filter((each) => each.role === 'supervisor' && each !== own);
  if (agents.length + others.length === 0) return nothing;
  return html`<p class="muted">
    ${agents.length ? html`<bdi>${t.with(agents.map(nameOf).join(', '))}</bdi>` : nothing}
    ${others.length ? html`<bdi>${t.alsoListening(others.map(nameOf).join(', '))}</bdi>` : nothing}
  </p>`;
}

function listenView(
  contact: SupervisedContact,
  { act, isBusy, isConnected, t }: ContactViewContext,
): TemplateResult {
  const usable = isConnected && !isBusy;
  return html`<div class="controls">
    <button
      class="button"
      type="button"
      part="listen"
      aria-label="${t.listen}: ${customerOf(contact, t)}"
      aria-disabled=${!usable}
      @click=${() => usable && act(contact, 'monitor')}
    >
      ${icons.headset}${t.listen}
    </button>
  </div>`;
}

function partView(
  contact: SupervisedContact,
  { mode, role }: ContactMember,
  { act, isBusy, isConnected, t }: ContactViewContext,
): TemplateResult {
  const name = customerOf(contact, t);
  const usable = isConnected && !isBusy;
  if (role !== 'supervisor') return html`<p part="yours"><strong>${t.yours}</strong></p>`;
  const choose = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const group = event.currentTarget as HTMLElement;
    const rtl = getComputedStyle(group).direction === 'rtl' && event.key.match(/Left|Right/) ? -1 : 1;
    const buttons = [...group.querySelectorAll('button')];
    const at = buttons.findIndex((button) => button === (event.target as HTMLElement).closest('button'));
    buttons[(at + step * rtl + buttons.length) % buttons.length]?.focus();
  };
  return html`<div class="controls">
      <div class="modes" role="radiogroup" part="modes" aria-label=${t.part(name)} @keydown=${choose}>
        ${MODES.map(
          (each) =>
            html`<button
              class="mode"
              type="button"
              role="radio"
              part="mode mode-${each}"
              aria-checked=${each === mode}
              aria-disabled=${!usable}
              tabindex=${each === mode ? 0 : -1}
              @click=${() => usable && each !== mode && act(contact, each)}
            >
              ${t.mode[each]}
            </button>`,
        )}
      </div>
      ${
        contact.state === 'connected'
          ? html`<button
              class="button"
              type="button"
              part="take-over"
              aria-label="${t.takeOver}: ${name}"
              aria-disabled=${!usable}
              @click=${() => usable && act(contact, 'take-over')}
            >
              ${t.takeOver}
            </button>`
          : nothing
      }
      <button
        class="button quiet"
        type="button"
        part="stop"
        aria-label="${t.stop}: ${name}"
        @click=${() => act(contact, 'stop')}
      >
        ${t.stop}
      </button>
    </div>
    <p class="muted" part="hint">${t.hint[mode ?? 'monitor']}</p>`;
}
