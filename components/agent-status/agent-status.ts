import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type {
  AgentCommand,
  AgentStateChangedEvent,
  AgentStateSnapshot,
  PresenceAvailability,
  PresenceChangedEvent,
  SessionSnapshot,
} from '../../src/session/contract';
import { Announcer } from '../internal/announcer';
import { LyncElement } from '../internal/element';
import { icons } from '../internal/icons';
import { SnapshotController } from '../internal/snapshot-controller';
import {
  AVAILABILITIES,
  DEFAULT_STATES,
  parseStates,
  presenceName,
  reasonName,
  stateText,
  type AgentStateOption,
} from './agent-states';
import { agentStatusStyles } from './agent-status.styles';
import { LyncAgentStateChangedEvent } from './events/agent-state-changed-event';
import { LyncPresenceChangedEvent } from './events/presence-changed-event';
import { Menu } from './menu';
import { presenceIcon } from './presence-icon';
import { strings } from './strings/index';
import { renderCapacity, renderQueues, renderWrapUp } from './work.template';

const WORK_STATES = ['not-present', 'not-ready', 'ready', 'offering', 'busy', 'wrap-up'] as const;
const EXTEND_BY = 60;

/**
 * @summary Presence, readiness and wrap-up of the agent, their load and their queues.
 *
 * What is shown is what the server has confirmed. A change that was asked for is shown as such until then, and if it fails the person
 * is told and nothing has changed. For somebody who is no agent only the presence is shown.
 *
 * @tag lync-agent-status
 * @status experimental
 * @since 0.1.0
 *
 * @attr {string} session - Id of the `<lync-session>` to use when that is not an ancestor.
 *
 * @event {LyncPresenceChangedEvent} lync-presence-changed - The server confirmed another presence.
 * @event {LyncAgentStateChangedEvent} lync-agent-state-changed - The contact centre sees this agent differently.
 * @event {LyncErrorEvent} lync-error - A change failed. The element says so.
 *
 * @csspart presence - The button that opens the presence menu.
 * @csspart menu - A menu.
 * @csspart readiness - The switch.
 * @csspart reason - The button with the reason for not being ready.
 * @csspart wrap-up - The row shown during wrap-up.
 * @csspart extend - The button that extends wrap-up by a minute.
 * @csspart finish - The button that ends wrap-up.
 * @csspart capacity - The meter of parallel chats.
 * @csspart queues - The list of queues.
 * @csspart queue - One queue.
 * @csspart notice - What is said when something failed or the connection is away.
 *
 * @cssprop --lync-success - Colour of online and ready.
 * @cssprop --lync-warning - Colour of away.
 * @cssprop --lync-danger - Colour of busy.
 *
 * @cssstate online - Presence, as all states up to `offline`.
 * @cssstate presence-busy - The person said busy.
 * @cssstate do-not-disturb - The person does not want to be disturbed.
 * @cssstate be-right-back - The person will be back soon.
 * @cssstate away - The person is away.
 * @cssstate offline - The person is, or appears, offline.
 * @cssstate not-present - The contact centre's view, as all below: not online, so nothing is offered.
 * @cssstate not-ready - Not ready.
 * @cssstate ready - Ready for a chat.
 * @cssstate offering - A chat is being offered.
 * @cssstate busy - At capacity.
 * @cssstate wrap-up - Wrapping up.
 * @cssstate pending - A change was asked for and is not confirmed yet.
 */
export class LyncAgentStatus extends LyncElement {
  static override styles = [LyncElement.styles, agentStatusStyles];

  /** Reasons not to be ready; as an attribute, a list such as `lunch, training`. An empty list: the switch asks for none. */
  @property({ converter: { fromAttribute: parseStates } }) states: readonly AgentStateOption[] =
    DEFAULT_STATES;

  /** Presence and readiness in one row, without load and queues: for the head of a portal. */
  @property({ type: Boolean, reflect: true }) compact = false;

  @state() private pendingPresence: PresenceAvailability | undefined;
  @state() private pendingAgent = false;
  @state() private failed = false;
  @state() private now = Date.now();

  readonly #announcer = new Announcer(this);
  readonly #presenceMenu = new Menu<PresenceAvailability>(this);
  readonly #reasonMenu = new Menu<string | undefined>(this);
  #ticking: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    new SnapshotController(this, () => this.session, ['state-changed']);
    new SnapshotController(
      this,
      () => this.session,
      ['presence-changed'],
      (event) => {
        const { presence } = event as PresenceChangedEvent;
        this.dispatchEvent(new LyncPresenceChangedEvent(presence));
      },
    );
    new SnapshotController(
      this,
      () => this.session,
      ['agent-state-changed'],
      (event) => this.dispatchEvent(new LyncAgentStateChangedEvent((event as AgentStateChangedEvent).agent)),
    );
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#tick(false);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const snapshot = this.session?.snapshot;
    const { agent } = snapshot ?? {};
    for (const name of AVAILABILITIES) {
      // The contact centre's `busy` has a state of its own.
      this.toggleState(name === 'busy' ? 'presence-busy' : name, snapshot?.presence.availability === name);
    }
    for (const name of WORK_STATES) this.toggleState(name, agent?.state === name);
    this.toggleState('pending', this.pendingPresence !== undefined || this.pendingAgent);
    const runs =
      agent?.wrapUpEndsAt !== undefined ||
      agent?.queues.some((queue) => queue.longestWaitSince !== undefined);
    this.#tick(this.isConnected && runs === true);
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    const { lang } = this.locale.language;
    const snapshot = this.session?.snapshot;
    const agent = snapshot?.agent;
    const isConnected = snapshot?.state === 'connected';
    return html`${this.#announcer.render()}
      <section class="status" aria-label=${t.label}>
        <div class="controls">
          ${this.#renderPresence(snapshot, isConnected)}
          ${agent ? this.#renderReadiness(agent, isConnected) : nothing}
        </div>
        ${isConnected ? nothing : html`<p class="notice" part="notice">${icons.offline}${t.notConnected}</p>`}
        ${this.failed ? html`<p class="notice failure" part="notice" role="alert">${icons.alert}${t.failed}</p>` : nothing}
        ${
          agent
            ? renderWrapUp(agent, this.now, t, {
                disabled: this.pendingAgent || !isConnected,
                extendBy: EXTEND_BY,
                end: () => this.#command({ wrapUp: 'end' }),
                extend: () => this.#command({ wrapUp: 'extend', seconds: EXTEND_BY }),
              })
            : nothing
        }
        ${
          agent && !this.compact
            ? html`${renderCapacity(agent, t, lang)} ${renderQueues(agent, this.now, t, lang)}`
            : nothing
        }
      </section>`;
  }

  #renderPresence(snapshot: SessionSnapshot | undefined, isConnected: boolean): TemplateResult {
    const t = this.locale.texts(strings);
    const availability = snapshot?.presence.availability ?? 'offline';
    const pending = this.pendingPresence;
    // Said by the session, not by the person, and gone when the call is.
    const name = snapshot?.presence.onThePhone ? t.onThePhone : presenceName(availability, t);
    return html`<button
        class="button presence-button"
        type="button"
        part="presence"
        aria-haspopup="menu"
        aria-expanded=${this.#presenceMenu.isOpen}
        aria-label="${t.presence}: ${pending ? t.changingTo(presenceName(pending, t)) : name}"
        aria-disabled=${!isConnected || pending !== undefined}
        ?data-pending=${pending !== undefined}
        @click=${(event: Event) => this.#open(this.#presenceMenu, event, isConnected && !pending)}
        @keydown=${(event: KeyboardEvent) => this.#openByKey(this.#presenceMenu, event, isConnected && !pending)}
      >
        ${presenceIcon(availability)}
        <span>${pending ? t.changingTo(presenceName(pending, t)) : name}</span>
        <svg class="caret" viewBox="0 0 24 24" aria-hidden="true"><path d="m6 9.500 6 6 6-6" /></svg>
      </button>
      ${this.#presenceMenu.render(
        t.presence,
        AVAILABILITIES.map((value) => ({
          value,
          text: presenceName(value, t),
          checked: value === availability,
          icon: presenceIcon(value),
        })),
        (value) => void this.#publish(value),
      )}`;
  }

  #renderReadiness(agent: AgentStateSnapshot, isConnected: boolean): TemplateResult {
    const t = this.locale.texts(strings);
    const ready = agent.readiness === 'ready';
    const usable = isConnected && !this.pendingAgent;
    const reason = this.states.find((option) => option.reason === agent.reason) ?? {
      reason: agent.reason ?? '',
    };
    return html`<div class="readiness">
        <button
          class="switch"
          type="button"
          part="readiness"
          role="switch"
          aria-checked=${ready}
          aria-disabled=${!usable}
          aria-describedby="work"
          @click=${(event: Event) => usable && this.#switch(ready, event.currentTarget as HTMLElement)}
        >
          <span class="track"></span>${t.readiness}
        </button>
        ${
          !ready && this.states.length
            ? html`<button
                class="button quiet small reason-button"
                type="button"
                part="reason"
                aria-haspopup="menu"
                aria-expanded=${this.#reasonMenu.isOpen}
                aria-disabled=${!usable}
                @click=${(event: Event) => this.#open(this.#reasonMenu, event, usable)}
                @keydown=${(event: KeyboardEvent) => this.#openByKey(this.#reasonMenu, event, usable)}
              >
                <bdi>${reason.reason ? reasonName(reason, t) : t.whyNotReady}</bdi>
                <svg class="caret" viewBox="0 0 24 24" aria-hidden="true"><path d="m6 9.500 6 6 6-6" /></svg>
              </button>`
            : nothing
        }
        ${this.#reasonMenu.render(
          t.whyNotReady,
          [
            ...this.states.map((option) => ({
              value: option.reason,
              text: reasonName(option, t),
              checked: !ready && option.reason === agent.reason,
            })),
            { value: undefined, text: t.noReason, checked: !ready && !agent.reason },
          ],
          (value) => this.#command({ readiness: 'not-ready', ...(value !== undefined && { reason: value }) }),
        )}
      </div>
      <p class="hint ${this.compact || agent.state === 'wrap-up' ? 'visually-hidden' : ''}" id="work">
        ${stateText(agent, t)} ${agent.missedOffers ? t.missed(agent.missedOffers) : nothing}
      </p>`;
  }

  #open(menu: Menu<PresenceAvailability> | Menu<string | undefined>, event: Event, usable: boolean): void {
    if (usable) menu.toggle(event.currentTarget as HTMLElement);
  }

  #openByKey(
    menu: Menu<PresenceAvailability> | Menu<string | undefined>,
    event: KeyboardEvent,
    usable: boolean,
  ): void {
    if (!usable || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
    event.preventDefault();
    menu.open(event.currentTarget as HTMLElement);
  }

  #switch(ready: boolean, button: HTMLElement): void {
    if (!ready) this.#command({ readiness: 'ready' });
    else if (this.states.length) this.#reasonMenu.open(button);
    else this.#command({ readiness: 'not-ready' });
  }

  async #publish(availability: PresenceAvailability): Promise<void> {
    const t = this.locale.texts(strings);
    const { session } = this;
    if (!session) return;
    const { presence } = session.snapshot;
    if (presence.availability === availability && !presence.onThePhone) return;
    this.pendingPresence = availability;
    await this.#attempt(() => session.publishPresence(availability));
    this.pendingPresence = undefined;
    if (!this.failed) this.#announcer.announce(t.changed(presenceName(availability, t)));
  }

  #command(command: AgentCommand): void {
    const { session } = this;
    if (!session || this.pendingAgent) return;
    this.pendingAgent = true;
    void this.#attempt(() => session.setAgentState(command)).then(() => (this.pendingAgent = false));
  }

  async #attempt(change: () => Promise<void>): Promise<void> {
    this.failed = false;
    try {
      await change();
    } catch (error) {
      this.failed = true;
      this.reportError(error);
    }
  }

  #tick(on: boolean): void {
    if (on && this.#ticking === undefined) {
      this.now = Date.now();
      this.#ticking = setInterval(() => (this.now = Date.now()), 1000);
    } else if (!on && this.#ticking !== undefined) {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
    }
  }
}
