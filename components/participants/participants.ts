import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type {
  ConversationContract,
  ConferenceContract,
  ConferenceParticipantEvent,
  ConferenceSnapshot,
  ConferenceStateChangedEvent,
} from '../../src/session/contract';
import { nameOf } from '../conversation/names';
import { Announcer } from '../internal/announcer';
import { bannerStyles } from '../internal/banner.styles';
import { LyncConversationElement } from '../internal/conversation-element';
import { property, state } from '../internal/decorators';
import { LyncElement } from '../internal/element';
import { SnapshotController } from '../internal/snapshot-controller';
import { shareStyles } from '../park-panel/share.styles';
import { shareForm } from '../park-panel/share.template';
import { colleagues, type Person } from '../park-panel/sharing';
import { LyncInviteRequestEvent } from './events/invite-request-event';
import { catchingUp, endedView, failureView, noConversation, twoParty } from './faces.template';
import { forwardConference } from './forward';
import { mutedNote, rosterFoot, rosterHead } from './head.template';
import { inviteesView } from './invitees.template';
import { Inviting } from './inviting';
import { participantsStyles } from './participants.styles';
import { RosterActs } from './roster-acts';
import { RosterChoice } from './roster-choice';
import { rosterDeeds, rosterKeys } from './roster-deeds';
import { RosterNews } from './roster-news';
import type { RosterView } from './roster-view';
import { participantRow } from './row.template';
import { strings, type ParticipantsStrings } from './strings';

/**
 * @tag lync-participants
 * @summary Who is in a conference: role and each modality, who speaks, who is muted; and what a presenter may do about it.
 *
 * Everything shown is what the server says. A modality is grey until its endpoint is connected. What this person may not do is shown with the reason. A
 * conversation of two becomes a conference when somebody is added. Arrow keys go from person to person; M mutes, Delete asks whether to remove them.
 *
 * @status experimental
 * @since 0.1.0
 *
 * @slot empty - Instead of what is said while there is no conversation.
 *
 * @event {LyncParticipantAddedEvent} lync-participant-added - Somebody joined.
 * @event {LyncParticipantRemovedEvent} lync-participant-removed - Somebody left, or was removed.
 * @event {LyncParticipantChangedEvent} lync-participant-changed - Somebody's role or modality is another, or they are muted, or speak.
 * @event {LyncConferenceStateChangedEvent} lync-conference-state-changed - This participant's state in the conference changed.
 * @event {LyncInviteRequestEvent} lync-invite-request - The user wants to add people; cancelable.
 * @event {LyncErrorEvent} lync-error - Something the user asked for failed; it is shown as well.
 *
 * @csspart title - The heading.
 * @csspart locked - That nobody else gets in.
 * @csspart audience-muted - That a presenter has muted everybody.
 * @csspart mute-all - The button that mutes everybody, and lets them speak again.
 * @csspart muted - To somebody who is muted by the conference: that they are, and how they can speak again.
 * @csspart lock - The button that locks and unlocks.
 * @csspart invite - The button that opens the form for adding people.
 * @csspart invite-form - Whom to add.
 * @csspart list - The people.
 * @csspart participant - Each of them; also has the part `speaking` while they speak.
 * @csspart speaking - Who speaks.
 * @csspart mute - The button beside a person that mutes and unmutes.
 * @csspart details - What is known of the chosen person.
 * @csspart mute-other - The button in it that mutes and unmutes.
 * @csspart set-role - The button in it that makes them presenter or attendee.
 * @csspart eject - The button in it that asks whether to remove them.
 * @csspart confirm-eject - The button that removes them.
 * @csspart invitees - Those who were asked and are not in.
 * @csspart invitee - Each of them.
 * @csspart withdraw - The button that withdraws an invitation.
 * @csspart ask-again - The button that invites again who did not come.
 * @csspart why - Why something is not possible.
 * @csspart leave - The button that leaves.
 * @csspart end - The button that asks whether to end it for everybody.
 * @csspart confirm-end - The button that ends it.
 * @csspart catching-up - That the roster is not, or not yet, in step.
 * @csspart escalating - That a conference is being made.
 * @csspart stop - The button that gives it up.
 * @csspart failure - What did not work, and why.
 * @csspart ended - Why it is over.
 * @csspart rejoin - The button that joins again.
 * @csspart empty - What is shown while there is no conversation.
 *
 * @cssprop [--lync-accent] - The one accent colour.
 * @cssprop [--lync-surface] - Background.
 * @cssprop [--lync-surface-raised] - Background of the chosen person.
 *
 * @cssstate empty - There is no conversation.
 * @cssstate conferenced - In a conference.
 * @cssstate catching-up - The roster is not, or not yet, in step with the server.
 * @cssstate locked - Nobody else gets in.
 * @cssstate audience-muted - A presenter has muted everybody.
 * @cssstate presenter - This user is a presenter.
 * @cssstate escalating - A conference is being made of the conversation.
 * @cssstate ended - The conference is over for this user.
 * @cssstate failed - A failure is shown.
 */
export class LyncParticipants extends LyncConversationElement {
  static override styles = [LyncElement.styles, bannerStyles, shareStyles, participantsStyles];

  /** Who can be added with one click, besides those the user writes with. */
  @property({ attribute: false }) people: readonly Person[] = [];

  @state() private isInviting = false;
  @state() private isIncomplete = false;

  readonly #announcer = new Announcer(this);
  readonly #acts = new RosterActs({
    requestUpdate: () => this.requestUpdate(),
    report: (error) => this.reportError(error),
  });
  readonly #inviting = new Inviting(this.#acts);
  readonly #news = new RosterNews(
    {
      texts: () => this.#texts,
      nameOf,
      announce: (text) => this.#announcer.announce(text),
    },
    this.#acts,
  );
  readonly #choice = new RosterChoice(() => this.requestUpdate());
  readonly #deedsHost = {
    acts: this.#acts,
    choice: this.#choice,
    root: () => this.renderRoot,
    conference: () => this.#conference,
    focusSoon: (selector: string) => this.#focusSoon(selector),
    toggleInviting: () => this.#toggleInviting(),
    invite: (uri: string) => this.invite([uri]),
    withdraw: (uri: string) => this.#inviting.withdraw(uri),
  };
  readonly #deeds = rosterDeeds(this.#deedsHost);
  readonly #onKey = rosterKeys(this.#deedsHost, this.#deeds);
  #shown: ConversationContract | undefined;
  #followed: ConferenceContract | undefined;
  #hadFocus = false;

  constructor() {
    super();
    new SnapshotController(
      this,
      () => this.#conference,
      ['state-changed', 'participant-added', 'participant-removed', 'participant-changed', 'changed'],
      (event) => this.#receive(event),
    );
  }

  /** Opens the form for adding people, if that is possible now. */
  askToInvite(): void {
    if (!this.#canInvite) return;
    this.isInviting = true;
    this.#focusSoon('.share-form input');
  }

  /**
   * Adds people, as the form does: raises `lync-invite-request` first. False if somebody prevented it, or if it is not possible now. What becomes of it is shown.
   */
  invite(to: readonly string[]): boolean {
    const { conversation } = this;
    if (!conversation || !to.length || !this.#canInvite) return false;
    if (!this.dispatchEvent(new LyncInviteRequestEvent(conversation, to))) return false;
    this.#inviting.invite(conversation, to);
    this.requestUpdate();
    return true;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#hadFocus = this.shadowRoot?.activeElement != null;
    const { conversation } = this;
    if (conversation !== this.#shown) {
      this.#shown = conversation;
      this.isInviting = false;
      this.#acts.reset();
      this.#inviting.follow(conversation);
    }
    const conference = this.#conference;
    if (conference !== this.#followed) {
      this.#followed = conference;
      this.#choice.set({ open: undefined, current: undefined, question: undefined });
      this.#news.reset(conference?.snapshot);
    }
    const snapshot = conference?.snapshot;
    this.#choice.settle(snapshot);
    if (this.isInviting && !this.#canInvite) this.isInviting = false;
    this.toggleState('empty', !conversation);
    this.toggleState('conferenced', snapshot?.state === 'connected');
    this.toggleState('catching-up', snapshot?.state === 'connecting');
    this.toggleState('locked', snapshot?.isLocked ?? false);
    this.toggleState('audience-muted', snapshot?.isAudienceMuted ?? false);
    this.toggleState('presenter', snapshot?.role === 'presenter');
    this.toggleState('escalating', this.#inviting.isEscalating);
    this.toggleState('ended', snapshot?.state === 'disconnected');
    this.toggleState('failed', !!this.#acts.failed);
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (!this.#hadFocus || this.shadowRoot?.activeElement) return;
    // What had the focus is gone, perhaps with its person.
    const root = this.renderRoot;
    (
      root.querySelector<HTMLElement>('.one[tabindex="0"]') ??
      root.querySelector<HTMLElement>('[part="rejoin"], [part="invite"]')
    )?.focus();
  }

  protected override render(): TemplateResult {
    return html`<section class="panel" aria-labelledby="title" @keydown=${this.#onKey}>
        ${this.#body()}
      </section>
      ${this.#announcer.render()}`;
  }

  #body(): TemplateResult {
    const t = this.#texts;
    const { conversation } = this;
    if (!conversation) return noConversation(t);
    const failure = failureView(t, this.#acts.failed, () => this.#acts.dismiss());
    const conference = this.#inviting.isEscalating ? undefined : conversation.conference?.snapshot;
    if (conference?.state === 'disconnected')
      return html`${endedView(t, conference, !!this.session?.joinConference, this.#acts.isPending('rejoin'), () => this.#rejoin())}${failure}`;
    if (conference) return html`${this.#roster(conference, failure)}`;
    const { uri = '', displayName = '' } = this.session?.snapshot ?? {};
    return twoParty({
      t,
      conversation: conversation.snapshot,
      self: { uri, displayName },
      canInvite: this.#canInvite,
      isInviting: this.isInviting,
      isEscalating: this.#inviting.isEscalating,
      around: [failure, this.#form()],
      toggleInviting: () => this.#toggleInviting(),
      stop: () => this.#inviting.stopEscalating(),
    });
  }

  #roster(conference: ConferenceSnapshot, failure: TemplateResult | typeof nothing): TemplateResult {
    const view = this.#view(conference);
    const { t } = view;
    return html`${rosterHead(view)} ${catchingUp(t, conference)} ${mutedNote(view)} ${failure} ${this.#form()}
      <ul
        class="roster ${conference.state === 'connected' ? '' : 'stale'}"
        part="list"
        role="list"
        aria-label=${t.list}
      >
        ${repeat(
          conference.participants,
          ({ uri }) => uri,
          (one) => participantRow(one, view),
        )}
      </ul>
      ${inviteesView(view, (uri) => this.#known.find((one) => one.uri === uri)?.name)} ${rosterFoot(view)}`;
  }

  #form(): TemplateResult | typeof nothing {
    if (!this.isInviting) return nothing;
    const { participants = [], invitees = [] } = this.#conference?.snapshot ?? {};
    const there = new Set(
      [...participants, ...invitees.filter(({ state }) => state !== 'failed')].map(({ uri }) => uri),
    );
    return shareForm({
      t: this.#texts,
      part: 'invite-form',
      people: this.#known.filter(({ uri }) => !there.has(uri)),
      ownUri: this.session?.snapshot.uri ?? '',
      isEmpty: this.isIncomplete,
      onEmpty: () => (this.isIncomplete = true),
      cancel: () => this.#toggleInviting(),
      send: (to) => {
        this.#toggleInviting();
        this.invite(to.map(({ uri }) => uri));
      },
    });
  }

  #view(conference: ConferenceSnapshot): RosterView {
    return {
      t: this.#texts,
      conference,
      open: this.#choice.open,
      current: this.#choice.current,
      question: this.#choice.question,
      isInviting: this.isInviting,
      can: (action) => conference.actions.includes(action),
      isPending: (act, about) => this.#acts.isPending(act, about),
      canWithdraw: (uri) => this.#inviting.canWithdraw(uri),
      do: this.#deeds,
    };
  }

  /** The conversation that it then is comes from the session, as any other. */
  #rejoin(): void {
    const { conversation, session } = this;
    const conference = conversation?.conference?.snapshot;
    if (!conference) return;
    const { subject, uri } = conference;
    void this.#acts.run('rejoin', '', async () =>
      session?.joinConference?.(uri, { subject, conversationId: conversation.snapshot.id }),
    );
  }

  get #texts(): ParticipantsStrings {
    return this.locale.texts(strings);
  }

  get #conference(): ConferenceContract | undefined {
    return this.conversation?.conference;
  }

  get #canInvite(): boolean {
    const { conversation } = this;
    if (!conversation?.canInvoke('invite') || this.#inviting.isEscalating) return false;
    return conversation.conference?.canInvoke('invite') ?? !!conversation.escalate;
  }

  get #known(): readonly Person[] {
    const own = this.session?.snapshot.uri;
    return colleagues(this.session, this.people, this.conversation).filter(({ uri }) => uri !== own);
  }

  #toggleInviting(): void {
    this.isIncomplete = false;
    this.isInviting = !this.isInviting;
    this.#focusSoon(this.isInviting ? '.share-form input' : '[part="invite"]');
  }

  #focusSoon(selector: string): void {
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(selector)?.focus());
  }

  #receive(event: Event): void {
    const { conversation } = this;
    const snapshot = conversation?.conference?.snapshot;
    if (!conversation || !snapshot) return;
    if (event.type === 'changed') this.#news.onChanged(snapshot);
    else if (event.type === 'state-changed') {
      if ((event as ConferenceStateChangedEvent).state === 'connected') this.#news.onJoined(snapshot);
      if (snapshot.state === 'disconnected') this.#announcer.announce(this.#endText(snapshot));
    } else if (snapshot.state === 'connected') this.#news.onParticipant(event as ConferenceParticipantEvent);
    const forwarded = forwardConference(conversation, event);
    if (forwarded) this.dispatchEvent(forwarded);
  }

  #endText({ endReason = '' }: ConferenceSnapshot): string {
    return this.#texts.endings[endReason] ?? '';
  }
}
