import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type {
  CallParkOrbit,
  CallSnapshot,
  ConversationContract,
  FailureSnapshot,
  OrbitOccupancy,
} from '../../src/session/contract';
import { shortAddress } from '../call/address';
import { strings as failureTexts } from '../call/park-failures';
import { isAtParkService, partyName } from '../call/party';
import { playRemoteAudio } from '../call/remote-audio';
import { LyncParkRequestEvent } from '../conversation/events/park-request-event';
import { Announcer } from '../internal/announcer';
import { bannerStyles } from '../internal/banner.styles';
import { LyncConversationElement } from '../internal/conversation-element';
import { property, state } from '../internal/decorators';
import { LyncElement } from '../internal/element';
import { toFailure } from '../internal/failure';
import { Ticker } from '../internal/ticker';
import { callToPark, currentView } from './current.template';
import { LyncOrbitShareRequestEvent } from './events/orbit-share-request-event';
import { LyncParkFailedEvent } from './events/park-failed-event';
import { LyncParkedEvent } from './events/parked-event';
import { LyncRetrieveFailedEvent } from './events/retrieve-failed-event';
import { LyncRetrieveRequestEvent } from './events/retrieve-request-event';
import { LyncRetrievedEvent } from './events/retrieved-event';
import { LyncUnparkedEvent } from './events/unparked-event';
import { notesView, type Note } from './notes.template';
import { emptyView, offlineView, ORBIT, retrieveForm, watchedView } from './orbits.template';
import { OrbitSharing } from './orbit-sharing';
import { OrbitWatch, ownCallAt } from './orbit-watch';
import { onPanelKey } from './panel-keys';
import { panelStyles } from './park-panel.styles';
import { GONE, isRingingBack, ParkedCalls, pickUp, type ParkedCall } from './parked-calls';
import { parkedRow } from './row.template';
import { shareStyles } from './share.styles';
import { shareForm } from './share.template';
import { colleagues, type Person } from './sharing';
import { strings, type ParkPanelStrings } from './strings';

const MAX_NOTES = 3;

/**
 * @tag lync-park-panel
 * @summary Parks the current call, shows the calls that the user has parked, and picks up by orbit.
 *
 * A parked call waits at an orbit, a short number, until somebody picks it up. The user's own calls are picked up safely: never somebody
 * else's. Of a parked call nothing but its orbit is kept, so that it is still here after a reload. Arrow keys go from call to call, digits go into the field
 * for the number.
 *
 * @status experimental
 * @since 0.1.0
 *
 * @slot empty - Instead of what is said while no call is parked.
 *
 * @event {LyncParkRequestEvent} lync-park-request - The user wants to park a call; cancelable.
 * @event {LyncParkedEvent} lync-parked - A call is parked, whoever asked for it in this session.
 * @event {LyncParkFailedEvent} lync-park-failed - A call was not parked; it goes on.
 * @event {LyncUnparkedEvent} lync-unparked - A call is parked no longer, with the reason and who has it.
 * @event {LyncRetrieveRequestEvent} lync-retrieve-request - The user wants to pick up a call; cancelable.
 * @event {LyncRetrievedEvent} lync-retrieved - A call was picked up.
 * @event {LyncRetrieveFailedEvent} lync-retrieve-failed - Nothing was picked up.
 * @event {LyncOrbitShareRequestEvent} lync-orbit-share-request - The user wants to send an orbit to others; cancelable.
 * @event {LyncErrorEvent} lync-error - An orbit could not be sent to somebody; it is shown as well.
 *
 * @csspart title - The heading.
 * @csspart current - The call that can be parked, or why none can.
 * @csspart park - The button that parks it.
 * @csspart list - The parked calls.
 * @csspart parked-call - Each of them.
 * @csspart orbit - Its number.
 * @csspart retrieve - The button that picks it up.
 * @csspart share - The button that opens the sharing.
 * @csspart share-form - Whom to send the number to.
 * @csspart retrieve-form - Picking up by number.
 * @csspart orbit-field - The field for the number.
 * @csspart note - What became of a call, or what was sent.
 * @csspart failure - What did not work, and why.
 * @csspart watched - All orbits, where the session can tell.
 * @csspart empty - What is shown while no call is parked.
 *
 * @cssprop [--lync-accent] - The one accent colour.
 * @cssprop [--lync-surface] - Background.
 * @cssprop [--lync-surface-raised] - Background of orbits and of the current call.
 *
 * @cssstate empty - No call is parked.
 * @cssstate parking - A call is being parked.
 * @cssstate ringing-back - A parked call rings back.
 * @cssstate failed - A failure is shown.
 * @cssstate unavailable - The current call cannot be parked because the service is not there.
 */
export class LyncParkPanel extends LyncConversationElement {
  static override styles = [LyncElement.styles, bannerStyles, panelStyles, shareStyles];

  /** Seconds after which the service rings back, where it does not say so itself; 0 where it does not, or nobody knows. */
  @property({ type: Number, attribute: 'ringback-after' }) ringbackAfter = 90;

  /** Whom an orbit can be shared with, besides those the user writes with. */
  @property({ attribute: false }) people: readonly Person[] = [];

  /** Which orbits are occupied; default: what the session tells, if it can. */
  @property({ attribute: false }) occupancy: readonly OrbitOccupancy[] | undefined;

  @state() private failure: Note | undefined;
  @state() private notes: readonly Note[] = [];
  @state() private isBadOrbit = false;
  @state() private busy: string | undefined;

  readonly #announcer = new Announcer(this);
  readonly #sharing = new OrbitSharing(this);
  readonly #watch = new OrbitWatch(() => this.requestUpdate());
  readonly #parked = new ParkedCalls({
    requestUpdate: () => this.requestUpdate(),
    onParked: (conversation, orbit) => this.#onParked(conversation, orbit),
    onParkFailed: (conversation, failure) => this.#onParkFailed(conversation, failure),
    onUnparked: (parked, reason, target) => this.#onUnparked(parked, reason, target),
  });
  #notesMade = 0;
  #failuresTold = 0;
  #hadFocus = false;

  constructor() {
    super();
    new Ticker(this, () => this.#parked.all.length > 0);
  }

  /** The orbits of this user's parked calls. A page that keeps them itself may set them. */
  @property({ attribute: false })
  get orbits(): readonly CallParkOrbit[] {
    return this.#parked.all.map(({ orbit }) => orbit);
  }

  set orbits(orbits: readonly CallParkOrbit[]) {
    this.#parked.follow(this.session);
    this.#parked.set(orbits);
  }

  /** Parks the current call, as the button does. Resolves with its orbit, or undefined if it was prevented or failed; the panel tells why. */
  async park(): Promise<CallParkOrbit | undefined> {
    const conversation = this.#current;
    if (!conversation || !this.dispatchEvent(new LyncParkRequestEvent(conversation))) return undefined;
    this.failure = undefined;
    const told = this.#failuresTold;
    try {
      return await (conversation.park?.() ?? conversation.audioVideo?.park());
    } catch (error) {
      // What the call itself has told is told already.
      if (told === this.#failuresTold) this.#onParkFailed(conversation, toFailure(error));
      return undefined;
    }
  }

  /**
   * Picks up the call at an orbit, as the buttons do; a call of the user's own safely. Resolves with its conversation, or undefined if it was prevented or
   * failed; the panel tells why.
   */
  async retrieve(orbit: string): Promise<ConversationContract | undefined> {
    const own = this.#parked.at(orbit.replace(/^#/, ''));
    const target = own?.orbit.safeRetrieveUri ?? orbit;
    const { session } = this;
    if (!session?.retrieve || this.busy !== undefined) return undefined;
    if (!this.dispatchEvent(new LyncRetrieveRequestEvent(orbit, target))) return undefined;
    this.busy = orbit;
    this.failure = undefined;
    const t = this.#texts;
    try {
      const conversation = await pickUp(session, target, own);
      if (conversation.audioVideo) playRemoteAudio(conversation.audioVideo);
      if (own) this.#parked.remove(own);
      this.#announcer.announce(t.retrieved(this.#nameOf(conversation)));
      this.dispatchEvent(new LyncRetrievedEvent(conversation, orbit));
      return conversation;
    } catch (error) {
      const failure = toFailure(error);
      if (own && !own.conversation && GONE.has(failure.code)) this.#parked.remove(own);
      this.#fail((t) => t.retrieveFailed(orbit), failure);
      this.dispatchEvent(new LyncRetrieveFailedEvent(orbit, failure));
      return undefined;
    } finally {
      this.busy = undefined;
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#parked.unfollow();
    this.#watch.follow(undefined);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#hadFocus = this.shadowRoot?.activeElement != null;
    if (this.isConnected) {
      this.#parked.follow(this.session);
      this.#watch.follow(this.session);
    }
    this.#sharing.sync(this.#parked.all);
    const call = this.#current?.audioVideo?.snapshot;
    this.toggleState('empty', !this.#parked.all.length);
    this.toggleState('parking', call?.state === 'parking');
    this.toggleState('ringing-back', this.#parked.all.some(isRingingBack));
    this.toggleState('failed', !!this.failure);
    this.toggleState('unavailable', this.#isUnavailable(this.#current));
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // The row with the focus is gone.
    if (this.#hadFocus && !this.shadowRoot?.activeElement)
      this.renderRoot.querySelector<HTMLElement>('.row .pick, #orbit-field')?.focus();
  }

  protected override render(): TemplateResult {
    const t = this.#texts;
    const { all } = this.#parked;
    const isConnected = this.session?.snapshot.state === 'connected';
    const canRetrieve = isConnected && !!this.session?.retrieve && this.busy === undefined;
    const current = this.#current;
    return html`<section
        aria-labelledby="title"
        @keydown=${(event: KeyboardEvent) => onPanelKey(event, this.renderRoot)}
      >
        <h2 id="title" part="title">${t.title}</h2>
        ${isConnected ? nothing : offlineView(t)}
        ${currentView({
          t,
          call: current?.audioVideo?.snapshot,
          name: current ? this.#nameOf(current) : '',
          canPark: current?.canInvoke('park') ?? false,
          isUnavailable: this.#isUnavailable(current),
          park: () => void this.park(),
        })}
        ${notesView(t, this.locale.texts(failureTexts).reasons, this.failure, this.notes, (note) => this.#dismiss(note))}
        ${
          all.length
            ? html`<ul part="list" role="list">
                ${all.map((one) => this.#row(one, canRetrieve))}
              </ul>`
            : emptyView(t)
        }
        ${retrieveForm({
          t,
          isBad: this.isBadOrbit,
          isBusy: this.busy !== undefined,
          canRetrieve,
          onInput: () => (this.isBadOrbit = false),
          submit: (field) => this.#submit(field),
        })}
        ${watchedView(t, this.#occupancy, all, canRetrieve, (orbit) => void this.retrieve(orbit))}
      </section>
      ${this.#announcer.render()}`;
  }

  #row(parked: ParkedCall, canRetrieve: boolean): TemplateResult {
    const t = this.#texts;
    const isSharing = this.#sharing.isOpen(parked);
    const { friendlyOrbit } = parked.orbit;
    const form = isSharing
      ? shareForm({
          t,
          people: colleagues(this.session, this.people, parked.conversation),
          ownUri: this.session?.snapshot.uri ?? '',
          isEmpty: this.#sharing.isIncomplete,
          onEmpty: () => this.#sharing.complain(),
          cancel: () => this.#sharing.close(parked),
          send: (to) => this.#share(parked, to),
        })
      : nothing;
    return parkedRow(parked, form, {
      t,
      lang: this.locale.language.lang,
      now: Date.now(),
      name: this.#parkedName(parked),
      since: parked.since ?? this.#watched(parked)?.since,
      ringbackAfter: this.ringbackAfter,
      isRingingBack: isRingingBack(parked),
      isPickingUp: this.busy === friendlyOrbit,
      canRetrieve,
      isSharing,
      retrieve: () => void this.retrieve(friendlyOrbit),
      share: () => this.#sharing.toggle(parked),
      forget: () => this.#parked.remove(parked),
    });
  }

  get #texts(): ParkPanelStrings {
    return this.locale.texts(strings);
  }

  get #occupancy(): readonly OrbitOccupancy[] {
    return this.occupancy ?? this.#watch.orbits;
  }

  /** The conversation given, else the one of the session whose call is talked in now. */
  get #current(): ConversationContract | undefined {
    return this.conversation ?? callToPark(this.session?.conversations ?? []);
  }

  /** Nothing else speaks against parking, and yet it is not possible. */
  #isUnavailable(conversation: ConversationContract | undefined): boolean {
    if (!conversation || isAtParkService(conversation) || conversation.snapshot.conference) return false;
    return conversation.audioVideo?.snapshot.state === 'connected' && !conversation.canInvoke('park');
  }

  #nameOf(conversation: ConversationContract): string {
    return partyName(conversation) || this.#texts.someone;
  }

  /** Of a call of before a reload only those know who may watch the orbit. */
  #watched({ orbit }: ParkedCall): OrbitOccupancy | undefined {
    return ownCallAt(this.#occupancy, orbit.friendlyOrbit, this.session?.snapshot.uri ?? '');
  }

  #parkedName(parked: ParkedCall): string {
    return parked.conversation ? this.#nameOf(parked.conversation) : (this.#watched(parked)?.name ?? '');
  }

  #onParked(conversation: ConversationContract, orbit: CallParkOrbit): void {
    this.failure = undefined;
    this.#announcer.announce(this.#texts.nowParked(orbit.friendlyOrbit, this.#nameOf(conversation)));
    this.dispatchEvent(new LyncParkedEvent(conversation, orbit));
  }

  #onParkFailed(conversation: ConversationContract, failure: FailureSnapshot): void {
    this.#failuresTold++;
    this.#fail((t) => t.parkFailed, failure);
    this.dispatchEvent(new LyncParkFailedEvent(conversation, failure));
  }

  #onUnparked(
    parked: ParkedCall,
    reason: NonNullable<CallSnapshot['unparked']>['reason'],
    target: string | undefined,
  ): void {
    const { friendlyOrbit } = parked.orbit;
    const isOwnDoing =
      reason === 'retrieval' && (this.busy === friendlyOrbit || target === this.session?.snapshot.uri);
    const name = this.#parkedName(parked);
    const what = (t: ParkPanelStrings): string =>
      reason === 'retrieval' && target
        ? t.takenBy(shortAddress(target))
        : (t.unparked[reason] ?? t.unparked.unknown ?? '');
    if (!isOwnDoing) this.#note((t) => t.outcome(name || t.someone, friendlyOrbit, what(t)));
    this.dispatchEvent(new LyncUnparkedEvent(parked.orbit, reason, target, parked.conversation));
  }

  #fail(text: Note['text'], { code }: FailureSnapshot): void {
    this.failure = { key: ++this.#notesMade, text, code };
  }

  #note(text: Note['text']): void {
    this.notes = [...this.notes, { key: ++this.#notesMade, text }].slice(-MAX_NOTES);
    this.#announcer.announce(text(this.#texts));
  }

  #dismiss(note: Note): void {
    if (note === this.failure) this.failure = undefined;
    else this.notes = this.notes.filter((one) => one !== note);
  }

  #submit(field: HTMLInputElement): void {
    const orbit = field.value.replace(/[\s().-]/g, '');
    this.isBadOrbit = !ORBIT.test(orbit);
    field.focus();
    if (this.isBadOrbit) return;
    void this.retrieve(orbit).then((conversation) => {
      if (conversation) field.value = '';
      else field.select();
    });
  }

  #share(parked: ParkedCall, to: readonly Person[]): void {
    const { session } = this;
    const t = this.#texts;
    const { friendlyOrbit } = parked.orbit;
    // Never the safe retrieval URI: it is the user's own key to this call.
    const text = t.message(friendlyOrbit, this.#parkedName(parked) || t.someone);
    const uris = to.map(({ uri }) => uri);
    this.#sharing.close(parked);
    if (!session || !this.dispatchEvent(new LyncOrbitShareRequestEvent(friendlyOrbit, uris, text))) return;
    this.#sharing.send({
      session,
      to,
      text,
      onTold: (name) => this.#note((t) => t.shared(name)),
      onFailed: (name, error) => {
        this.failure = { key: ++this.#notesMade, text: (t) => t.notShared(name) };
        this.reportError(error);
      },
    });
  }
}
