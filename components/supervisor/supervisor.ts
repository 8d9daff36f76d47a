import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type {
  ContactCenterContract,
  ConversationContract,
  FailureSnapshot,
  SessionContract,
  SupervisedContact,
  SupervisionMode,
  SupervisionOverview,
} from '../../src/session/contract';
import { Announcer } from '../internal/announcer';
import { bannerStyles } from '../internal/banner.styles';
import { state } from '../internal/decorators';
import { LyncElement } from '../internal/element';
import { toFailure } from '../internal/failure';
import { icons } from '../internal/icons';
import { SESSION_CHANGES, SnapshotController } from '../internal/snapshot-controller';
import { Ticker } from '../internal/ticker';
import { contactView, customerOf } from './contact.template';
import { LyncSuperviseRequestEvent } from './events/supervise-request-event';
import { LyncSupervisionChangedEvent } from './events/supervision-changed-event';
import { LyncSupervisionStartedEvent } from './events/supervision-started-event';
import { noCentre, offline } from './faces.template';
import { agentsView, queuesView } from './overview.template';
import { strings } from './strings';
import { supervisorStyles } from './supervisor.styles';

/** Milliseconds until it is tried again to load what talks to the contact centre. */
const RETRY_AFTER = 2000;

/**
 * @tag lync-supervisor
 * @summary The contact centre as a supervisor sees it, live: queues, contacts and agents; listening in, whispering, joining in and taking over.
 *
 * Listening in is silent: neither the customer nor the agent is told, unless the contact centre is configured to. The element raises
 * `lync-supervision-started` with the conversation that plays and shows the contact; a `<lync-conversation>` is the place for it. What is shown is what the
 * contact centre has confirmed.
 *
 * @status experimental
 * @since 0.1.0
 *
 * @attr {string} session - Id of the `<lync-session>` to use when that is not an ancestor.
 *
 * @event {LyncSuperviseRequestEvent} lync-supervise-request - The supervisor wants to listen in, to take part in another way, to take over, or to stop; cancelable.
 * @event {LyncSupervisionStartedEvent} lync-supervision-started - The supervisor listens in, in the conversation given.
 * @event {LyncSupervisionChangedEvent} lync-supervision-changed - Another way of taking part was confirmed.
 * @event {LyncErrorEvent} lync-error - Something did not work; it is shown as well.
 *
 * @csspart queues - The list of queues.
 * @csspart queue - Each of them.
 * @csspart contacts - The list of contacts.
 * @csspart contact - Each of them.
 * @csspart empty - Shown while there is no contact.
 * @csspart listen - The button that begins to listen in.
 * @csspart modes - The choice of how to take part.
 * @csspart mode - Each of the choices; also has the part `mode-monitor`, `mode-whisper` or `mode-barge`.
 * @csspart mode-monitor - Listening only.
 * @csspart mode-whisper - Heard by the agents alone.
 * @csspart mode-barge - Heard by everybody.
 * @csspart take-over - The button that takes the contact over.
 * @csspart stop - The button that ends listening.
 * @csspart hint - Who hears and reads the supervisor now.
 * @csspart yours - Shown at a contact that the supervisor has.
 * @csspart agents - The list of agents.
 * @csspart agent - Each of them.
 * @csspart failure - What did not work, and why.
 * @csspart loading - Shown until the contact centre has answered.
 * @csspart offline - Shown without a connection.
 * @csspart not-allowed - Shown to somebody who is no supervisor.
 *
 * @cssprop [--lync-accent] - The one accent colour.
 * @cssprop [--lync-surface] - Background.
 * @cssprop [--lync-surface-raised] - Background of queues.
 *
 * @cssstate empty - There is no contact.
 * @cssstate listening - The supervisor listens in somewhere.
 * @cssstate not-allowed - The user is no supervisor.
 */
export class LyncSupervisor extends LyncElement {
  static override styles = [LyncElement.styles, bannerStyles, supervisorStyles];

  @state() private overview: SupervisionOverview | undefined;
  @state() private refusal: FailureSnapshot | undefined;
  @state() private failure: { readonly name: string; readonly code: string } | undefined;
  @state() private busy: string | undefined;

  readonly #announcer = new Announcer(this);
  #followed: SessionContract | undefined;
  #stop: (() => void) | undefined;

  constructor() {
    super();
    new SnapshotController(this, () => this.session, SESSION_CHANGES);
    new Ticker(this, () => this.overview !== undefined);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow(undefined);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.isConnected) this.#follow(this.session);
    const contacts = this.overview?.contacts ?? [];
    this.toggleState('empty', contacts.length === 0);
    this.toggleState('not-allowed', this.refusal !== undefined);
    this.toggleState(
      'listening',
      contacts.some(({ members }) =>
        members.some(({ role, uri }) => role === 'supervisor' && uri === this.#self),
      ),
    );
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    const { lang } = this.locale.language;
    const { overview } = this;
    const now = Date.now();
    const isConnected = this.#isConnected;
    return html`<div class="centre">
      ${this.#announcer.render()}
      ${
        overview
          ? html`${isConnected ? nothing : offline(t)} ${this.#failureView()} ${queuesView(overview, now, t)}
            ${this.#contactsView(overview, now)} ${agentsView(overview, now, t, lang)}`
          : noCentre(this.refusal?.code, isConnected, t)
      }
    </div>`;
  }

  #contactsView({ contacts, omitted }: SupervisionOverview, now: number): TemplateResult {
    const t = this.locale.texts(strings);
    const context = {
      ...{ t, now, self: this.#self, isConnected: this.#isConnected },
      act: (contact: SupervisedContact, mode: SupervisionMode | 'take-over' | 'stop') =>
        void this.#act(contact, mode),
    };
    return html`<section aria-labelledby="contacts">
      <h2 id="contacts">${t.contacts}</h2>
      ${
        contacts.length === 0
          ? html`<div class="empty" part="empty">
              <p><strong>${t.noContacts}</strong></p>
              <p class="muted">${t.noContactsHint}</p>
            </div>`
          : html`<ul class="contacts" role="list" part="contacts">
              ${repeat(
                contacts,
                ({ id }) => id,
                (contact) => contactView(contact, { ...context, isBusy: this.busy === contact.id }),
              )}
            </ul>`
      }
      ${omitted ? html`<p class="muted">${t.omitted(omitted)}</p>` : nothing}
    </section>`;
  }

  #failureView(): TemplateResult | typeof nothing {
    const t = this.locale.texts(strings);
    if (!this.failure) return nothing;
    const { code, name } = this.failure;
    return html`<div class="banner danger" part="failure" role="alert">
      ${icons.alert}<span>${t.failed(name)} ${t.reasons[code] ?? ''}</span>
    </div>`;
  }

  get #self(): string {
    return this.session?.snapshot.uri ?? '';
  }

  get #isConnected(): boolean {
    return this.session?.snapshot.state === 'connected';
  }

  #follow(session: SessionContract | undefined): void {
    if (session === this.#followed) return;
    this.#followed = session;
    this.#stop?.();
    this.#stop = this.overview = this.refusal = undefined;
    if (session) void this.#watch(session);
  }

  async #watch(session: SessionContract): Promise<void> {
    try {
      const center = await session.loadContactCenter?.();
      if (session !== this.#followed) return;
      this.#stop = center?.watch((overview, refusal) => {
        this.overview = overview;
        this.refusal = refusal;
      });
    } catch (error) {
      this.reportError(error);
      setTimeout(() => session === this.#followed && void this.#watch(session), RETRY_AFTER);
    }
  }

  async #act(contact: SupervisedContact, mode: SupervisionMode | 'take-over' | 'stop'): Promise<void> {
    const { session } = this;
    if (!session?.loadContactCenter || this.busy !== undefined) return;
    if (!this.dispatchEvent(new LyncSuperviseRequestEvent(contact, mode))) return;
    const t = this.locale.texts(strings);
    const name = customerOf(contact, t);
    this.failure = undefined;
    this.busy = contact.id;
    try {
      const center = await session.loadContactCenter();
      const isThere = contact.members.some(({ uri }) => uri === this.#self);
      if (mode === 'stop') await this.#stopListening(center, contact);
      else if (isThere) await this.#change(center, contact, mode);
      else this.dispatchEvent(new LyncSupervisionStartedEvent(contact, center.listen(contact)));
      const said = { stop: t.stopped(name), 'take-over': t.yours } as Record<string, string>;
      this.#announcer.announce(said[mode] ?? (isThere ? (t.hint[mode] ?? '') : t.listening(name)));
    } catch (error) {
      this.failure = { name, code: toFailure(error).code };
      this.reportError(error);
    } finally {
      this.busy = undefined;
    }
  }

  async #change(
    center: ContactCenterContract,
    contact: SupervisedContact,
    mode: SupervisionMode | 'take-over',
  ): Promise<void> {
    await center.supervise(contact.uri, mode);
    this.dispatchEvent(new LyncSupervisionChangedEvent(contact, mode));
  }

  /** In this session by its conversation; what another window of theirs began ends all the same. */
  async #stopListening(center: ContactCenterContract, contact: SupervisedContact): Promise<void> {
    const own = this.session?.conversations.filter((each) => isWith(each, contact)) ?? [];
    if (own.length === 0) return center.remove(contact.uri, this.#self);
    await Promise.all(own.map((each) => each.terminate()));
  }
}

function isWith({ snapshot }: ConversationContract, { uri }: SupervisedContact): boolean {
  return snapshot.state !== 'terminated' && snapshot.participants.some((each) => each.uri === uri);
}
