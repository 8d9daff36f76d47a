import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { ref } from 'lit/directives/ref.js';
import { repeat } from 'lit/directives/repeat.js';
import type {
  ContextApplication,
  ContextChannelContract,
  ConversationContract,
} from '../../src/session/contract';
import { Announcer } from '../internal/announcer';
import { LyncConversationElement } from '../internal/conversation-element';
import { LyncElement } from '../internal/element';
import { SnapshotController } from '../internal/snapshot-controller';
import type { ApplicationInstance, FrameInstance } from './application-instances';
import { ApplicationRunner } from './application-runner';
import { CardMemory } from './card-memory';
import { logConversation, logOf, logSession } from './channel-log';
import { ChannelWatch } from './channel-watch';
import { contextPaneStyles } from './context-pane.styles';
import { faceOf, makeTabs, type ContextTab } from './context-tabs';
import { customerCardStyles } from './customer-card.styles';
import { label, renderCustomerCard } from './customer-card.template';
import { LyncContextLinkRequestEvent } from './events/context-link-request-event';
import {
  renderBlocked,
  renderChannelFace,
  renderEmpty,
  renderSimpleLink,
  type OpenLink,
} from './faces.template';
import { icons } from '../internal/icons';
import { strings } from './strings/index';
import { moveInTabs, renderTabs } from './tabs.template';

const STATES = ['empty', 'establishing', 'live', 'recovering', 'ended', 'failed', 'blocked'] as const;

/**
 * @summary The agent's view of the context channels of one conversation, a tab for each application.
 *
 * An application runs as an element of the page (given `.conversation`, `.data` with what came before it was there, and `.channel`) or in a sandboxed frame; one that has neither is shown as a card, if it sends customer
 * cards, and else as text. What is not registered is named and never opened. Applications keep running, hidden, while
 * another tab is on show, and start anew when the pane gets another conversation: use one pane for each
 * conversation to keep them. A page with a content security policy lists the origins of its applications in `frame-src`.
 *
 * @tag lync-context-pane
 * @status experimental
 * @since 0.1.0
 *
 * @attr {string} conversation-id - The conversation's `Ms-Conversation-ID`, looked up in the session.
 * @attr {string} session - Id of the `<lync-session>` to use when that is not an ancestor.
 *
 * @event {LyncContextChannelStateChangedEvent} lync-context-channel-state-changed - A channel went from one of the six states to another.
 * @event {LyncContextReceivedEvent} lync-context-received - A channel's initial context came, or a newer one.
 * @event {LyncContextDataReceivedEvent} lync-context-data-received - Data came over a channel.
 * @event {LyncContextDataSentEvent} lync-context-data-sent - Data that was sent over a channel was confirmed.
 * @event {LyncContextLinkRequestEvent} lync-context-link-request - The agent wants to open a link that came with a channel. Cancelable.
 * @event {LyncErrorEvent} lync-error - An application could not be started, or asked for its data from another origin than the registered one.
 *
 * @slot application-* - Filled by the pane with the page's own elements that run as applications.
 *
 * @csspart tabs - The row of tabs.
 * @csspart tab - One tab.
 * @csspart unseen - The mark of a tab with data that has not been seen.
 * @csspart panel - The room of the selected application.
 * @csspart face - What is said about a channel that is not live.
 * @csspart link - The caution around a link that came with the channel.
 * @csspart frame - The frame of an application that has an address.
 * @csspart card - The built-in customer card.
 * @csspart name - The customer's name on the card.
 * @csspart verified - The badge of what the site signed.
 * @csspart claimed - The badge of what only the visitor says.
 * @csspart updated - The mark of a row that has just changed.
 * @csspart empty - What is shown when there is nothing yet.
 *
 * @cssprop --lync-accent - Selected tab, links, marks.
 * @cssprop --lync-surface - Background.
 * @cssprop --lync-surface-raised - Background of faces.
 *
 * @cssstate empty - There is no application to show.
 * @cssstate establishing - The selected application's channel is being opened.
 * @cssstate live - The selected application's channel is established.
 * @cssstate recovering - The selected application's channel is being restored.
 * @cssstate ended - The selected application's channel has ended.
 * @cssstate failed - The selected application's channel could not be opened or restored.
 * @cssstate blocked - The selected application is not registered or not for this agent.
 */
export class LyncContextPane extends LyncConversationElement {
  static override styles = [LyncElement.styles, contextPaneStyles, customerCardStyles];

  /** The registry; default: the session's `contextApplications`. What is not in it is never opened. */
  @property({ attribute: false }) applications: readonly ContextApplication[] | undefined;

  /** The agent's roles; default: those the contact centre says. An application with `roles` is for agents that have one of them. */
  @property({ attribute: false }) roles: readonly string[] | undefined;

  /** GUID of the application on show, lower case, without braces. Follows the person's choice; the first one when it names none that is here. */
  @property({ reflect: true }) selected = '';

  @state() private unseen: ReadonlySet<string> = new Set();

  readonly #announcer = new Announcer(this);
  readonly #watch = new ChannelWatch(this, (channel) => this.#channelChanged(channel));
  readonly #runner = new ApplicationRunner(
    this,
    () => this.locale.language,
    (error) => this.reportError(error),
  );
  readonly #memories = new Map<string, CardMemory>();
  #shown: ConversationContract | undefined;
  #tabs: readonly ContextTab[] = [];

  constructor() {
    super();
    new SnapshotController(
      this,
      () => this.conversation,
      ['context-channel-added', 'context-channel-removed'],
      () => this.#follow(),
    );
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('message', this.#runner.offer);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('message', this.#runner.offer);
    this.#watch.follow([]);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { conversation, session } = this;
    if (session) logSession(session);
    if (conversation) logConversation(conversation);
    if (conversation !== this.#shown) this.#leave(conversation);
    this.#tabs = this.#makeTabs();
    this.#runner.sync(this.#tabs, conversation);
    for (const tab of this.#tabs) if (this.#runner.get(tab.id)?.kind === 'card') this.#readCard(tab);
    if (!this.#tabs.some(({ id }) => id === this.selected)) this.selected = this.#tabs[0]?.id ?? '';
    if (this.unseen.has(this.selected)) {
      this.unseen = new Set([...this.unseen].filter((id) => id !== this.selected));
    }
    this.setExclusiveState(STATES, this.#stateName());
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.#follow();
    this.#runner.update();
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    if (!this.#tabs.length) {
      return html`${this.#announcer.render()}${renderEmpty(this.conversation?.snapshot, t)}`;
    }
    return html`${this.#announcer.render()}
    ${renderTabs(this.#tabs, this.selected, this.unseen, t, {
      select: (id) => this.#select(id),
      move: (event) => this.#move(event),
    })}
    ${repeat(
      this.#tabs,
      ({ id }) => id,
      (tab) => this.#renderPanel(tab),
    )}`;
  }

  #renderPanel(tab: ContextTab): TemplateResult {
    const t = this.locale.texts(strings);
    const instance = this.#runner.get(tab.id);
    const bare = instance?.kind === 'frame' || instance?.kind === 'element';
    const open: OpenLink = (event, url, kind) => this.#openLink(event, tab, url, kind);
    return html`<div
      class="panel ${bare ? 'bare' : ''}"
      part="panel"
      role="tabpanel"
      id="panel-${tab.id}"
      aria-labelledby="tab-${tab.id}"
      tabindex="0"
      ?hidden=${tab.id !== this.selected}
    >
      ${
        instance
          ? html`${renderChannelFace(tab, t)} ${renderSimpleLink(tab, t, open)}
            ${this.#renderApplication(tab, instance)}`
          : renderBlocked(tab, t, open)
      }
    </div>`;
  }

  #renderApplication(tab: ContextTab, instance: ApplicationInstance): TemplateResult {
    const t = this.locale.texts(strings);
    const size = tab.application?.size ?? 'small';
    switch (instance.kind) {
      case 'invalid':
        return this.#renderProblem(t.notStarted);
      case 'card':
        return this.#renderCard(tab);
      case 'element':
        return instance.element
          ? html`<div class="application ${size}">${instance.slot}</div>`
          : this.#renderProblem(t.elementMissing(instance.tag));
      case 'frame':
        return html`${
            instance.strayed
              ? this.#renderProblem(
                  t.wrongOrigin(instance.strayed),
                  html`<button
                    class="button small"
                    type="button"
                    @click=${() => this.#runner.reload(instance)}
                  >
                    ${icons.retry}${t.reload}
                  </button>`,
                )
              : nothing
          }
          <div class="application ${size}">${this.#renderFrame(tab, instance)}</div>`;
    }
  }

  #renderFrame(tab: ContextTab, instance: FrameInstance): unknown {
    const t = this.locale.texts(strings);
    // `repeat` with the one key makes a new frame when the agent reloads; `sandbox` stands before `src` so that it holds from the start.
    return repeat(
      [instance],
      ({ generation }) => generation,
      () =>
        html`<iframe
          part="frame"
          sandbox=${instance.sandbox}
          referrerpolicy="no-referrer"
          title=${t.frameTitle(tab.name)}
          src=${instance.href}
          ${ref((frame) => this.#runner.attach(tab.id, instance, frame))}
        ></iframe>`,
    );
  }

  #renderCard(tab: ContextTab): TemplateResult {
    const t = this.locale.texts(strings);
    const { lang } = this.locale.language;
    const memory = this.#memories.get(tab.id);
    if (memory?.card) return renderCustomerCard(memory.card, memory.changed, t, lang);
    const data = tab.channels.flatMap((channel) => logOf(channel).data);
    const text = tab.channel?.snapshot.initialContext;
    if (!text && !data.length) {
      return html`<div class="empty" part="empty">
        ${icons.info}
        <p>${t.nothingYet}</p>
      </div>`;
    }
    return html`${text ? html`<pre class="plain" dir="auto">${text}</pre>` : nothing}
    ${data.map(
      ({ contentType, body }) =>
        html`<div>
          <span class="hint">${t.received} <code>${contentType}</code></span>
          <pre class="plain" dir="auto">${body}</pre>
        </div>`,
    )}`;
  }

  #renderProblem(text: string, action: TemplateResult | typeof nothing = nothing): TemplateResult {
    return html`<div class="face failed" part="face">
      ${icons.alert}
      <div>
        <p>${text}</p>
        ${action === nothing ? nothing : html`<div class="face-actions">${action}</div>`}
      </div>
    </div>`;
  }

  #makeTabs(): readonly ContextTab[] {
    const { conversation } = this;
    if (!conversation) return [];
    const { state: phase } = conversation.snapshot;
    const started = phase !== 'idle' && phase !== 'incoming' && phase !== 'establishing';
    const applications = this.applications ?? this.session?.contextApplications ?? [];
    const roles = this.roles ?? this.session?.snapshot.agent?.roles ?? [];
    const order = this.#tabs.map(({ id }) => id);
    return makeTabs(
      conversation.contextChannels,
      // Default applications start with the conversation, and it has not started before it is accepted.
      started ? applications : applications.map((each) => ({ ...each, default: false })),
      roles,
      order,
    );
  }

  #readCard(tab: ContextTab): void {
    let memory = this.#memories.get(tab.id);
    if (!memory) this.#memories.set(tab.id, (memory = new CardMemory(() => this.requestUpdate())));
    const newest = tab.channel ? logOf(tab.channel).card : undefined;
    const changed = memory.read(newest);
    if (!changed.size || tab.id !== this.selected) return;
    const t = this.locale.texts(strings);
    const names = [...changed].map((key) => {
      const [section = '', ...rest] = key.split('.');
      if (section === 'page') return t.page;
      return section === 'links' ? t.links : label(rest.join('.'), t);
    });
    this.#announcer.announce(t.updatedNow([...new Set(names)].slice(0, 4).join(', ')));
  }

  #openLink(event: Event, tab: ContextTab, url: URL, kind: 'simple-link' | 'install-link'): void {
    // Of the other buttons only the middle one opens a link (UI Events, section 5.3.1.2).
    if (event.type === 'auxclick' && (event as MouseEvent).button !== 1) return;
    if (!this.dispatchEvent(new LyncContextLinkRequestEvent(tab.channel, url.href, kind)))
      event.preventDefault();
  }

  #follow(): void {
    if (this.isConnected) this.#watch.follow(this.conversation?.contextChannels ?? []);
  }

  #channelChanged(channel: ContextChannelContract): void {
    const tab = this.#tabs.find(({ channels }) => channels.includes(channel));
    if (tab && tab.id !== this.selected && faceOf(channel.snapshot) === 'live') {
      this.unseen = new Set([...this.unseen, tab.id]);
    }
    this.requestUpdate();
  }

  #move(event: KeyboardEvent): void {
    const next = moveInTabs(event, this.#tabs, this.selected, this.locale.language.dir);
    if (next === undefined) return;
    event.preventDefault();
    this.#select(next);
  }

  #select(id: string): void {
    this.selected = id;
    void this.updateComplete.then(() => {
      const tab = this.renderRoot.querySelector<HTMLElement>(`#tab-${CSS.escape(id)}`);
      tab?.focus({ preventScroll: true });
      tab?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
    });
  }

  #leave(next: ConversationContract | undefined): void {
    this.#shown = next;
    this.#runner.dispose();
    for (const memory of this.#memories.values()) memory.dispose();
    this.#memories.clear();
    this.#tabs = [];
    this.unseen = new Set();
  }

  #stateName(): (typeof STATES)[number] {
    const tab = this.#tabs.find(({ id }) => id === this.selected);
    if (!tab) return 'empty';
    if (tab.access !== 'open') return 'blocked';
    const face = faceOf(tab.channel?.snapshot);
    return face === 'none' ? 'live' : face;
  }
}
