import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type {
  ContactCenterContract,
  ContactColleague,
  ContactMember,
  ContactTeamSnapshot,
  SessionContract,
} from '../../src/session/contract';
import { Announcer } from '../internal/announcer';
import { bannerStyles } from '../internal/banner.styles';
import { LyncConversationElement } from '../internal/conversation-element';
import { query, state } from '../internal/decorators';
import { LyncElement } from '../internal/element';
import { toFailure } from '../internal/failure';
import { icons } from '../internal/icons';
import { contactTeamStyles } from './contact-team.styles';
import { LyncColleagueInviteRequestEvent } from './events/colleague-invite-request-event';
import { LyncColleagueRemoveRequestEvent } from './events/colleague-remove-request-event';
import { strings, type ContactTeamStrings } from './strings';

/** Only customers' contacts have a team. */
const CONTACT = /^sips?:contact-[^@]+@/i;

/**
 * @tag lync-contact-team
 * @summary Who of the house is with a customer: asks colleagues to join, hands the customer over, removes and leaves.
 *
 * Nothing is shown for a conversation that is no customer's, or is over. Whoever comes is asked first, gets what is known of the customer, and reads what was
 * written.
 *
 * @status experimental
 * @since 0.1.0
 *
 * @event {LyncColleagueInviteRequestEvent} lync-colleague-invite-request - The agent wants a colleague to come, or to take over; cancelable.
 * @event {LyncColleagueRemoveRequestEvent} lync-colleague-remove-request - The agent wants somebody to leave, themselves perhaps; cancelable.
 * @event {LyncErrorEvent} lync-error - Something did not work; it is shown as well.
 *
 * @csspart members - The list of who is there.
 * @csspart member - Each of them.
 * @csspart remove - The button that removes a colleague, or stops asking them.
 * @csspart leave - The button that leaves the customer to the others.
 * @csspart bring - What brings a colleague in; folded until it is wanted.
 * @csspart summary - Its line.
 * @csspart colleague - The choice of a colleague.
 * @csspart invite - The button that asks them to join.
 * @csspart hand-over - The button that hands the customer over.
 * @csspart failure - What did not work, and why.
 * @csspart refused - Who did not come.
 *
 * @cssprop [--lync-accent] - The one accent colour.
 * @cssprop [--lync-surface] - Background.
 *
 * @cssstate empty - There is nothing to show.
 * @cssstate several - More than one agent is there.
 */
export class LyncContactTeam extends LyncConversationElement {
  static override styles = [LyncElement.styles, bannerStyles, contactTeamStyles];

  @state() private team: ContactTeamSnapshot | undefined;
  @state() private failure: string | undefined;
  @state() private isBusy = false;
  @query('select') private select!: HTMLSelectElement | null;
  @query('details') private bring!: HTMLDetailsElement | null;

  readonly #announcer = new Announcer(this);
  #session: SessionContract | undefined;
  #uri: string | undefined;
  #stop: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follow(undefined, undefined);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.isConnected) this.#follow(this.session, this.#contactUri);
    this.toggleState('empty', this.team === undefined);
    this.toggleState('several', (this.team?.members.length ?? 0) > 1);
  }

  protected override render(): TemplateResult {
    const t = this.locale.texts(strings);
    const { team } = this;
    if (!team) return html`${this.#announcer.render()}`;
    const own = team.members.find(({ uri }) => uri === this.#self);
    // Alone with the customer, what is known of them matters more than a list of one.
    const isAlone = own !== undefined && team.members.length === 1;
    return html`<section class="team" aria-label=${t.title}>
      ${this.#announcer.render()}
      ${
        isAlone
          ? nothing
          : html`<h2>${t.title}</h2>
              <ul role="list" part="members">
                ${team.members.map((member) => this.#memberView(member, team))}
              </ul>`
      }
      ${this.#noteView(team)} ${own && own.state === 'connected' ? this.#inviteView(team) : nothing}
    </section>`;
  }

  #memberView(member: ContactMember, team: ContactTeamSnapshot): TemplateResult {
    const t = this.locale.texts(strings);
    const { role, state, uri } = member;
    const isSelf = uri === this.#self;
    const other = team.members.find(
      (each) => each.uri !== uri && each.role !== 'supervisor' && each.state === 'connected',
    );
    const name = nameOf(member);
    const what = isSelf ? t.you : state === 'ringing' ? t.ringing : role === 'supervisor' ? t.supervisor : '';
    const remove = (): void => void (this.#usable && this.#remove(member));
    return html`<li class="member" part="member">
      <span class="name"><bdi>${name}</bdi></span>
      <span class="muted">${what}</span>
      ${
        isSelf && other
          ? html`<button
              class="button small"
              type="button"
              part="leave"
              title=${t.leaveHint(nameOf(other))}
              aria-disabled=${!this.#usable}
              @click=${remove}
            >
              ${t.leave}
            </button>`
          : nothing
      }
      ${
        !isSelf && role === 'colleague'
          ? html`<button
              class="button quiet small"
              type="button"
              part="remove"
              aria-label="${t.remove}: ${name}"
              aria-disabled=${!this.#usable}
              @click=${remove}
            >
              ${t.remove}
            </button>`
          : nothing
      }
    </li>`;
  }

  #noteView({ refused, ...team }: ContactTeamSnapshot): TemplateResult {
    const t = this.locale.texts(strings);
    const who = refused && [...team.colleagues, ...team.members].find(({ uri }) => uri === refused.uri);
    return html`${
      this.failure !== undefined
        ? html`<div class="banner danger" part="failure" role="alert">
            ${icons.alert}<span>${t.failed} ${t.reasons[this.failure] ?? ''}</span>
          </div>`
        : nothing
    }${
      refused && this.failure === undefined
        ? html`<p class="note" part="refused" role="status">
            <bdi>${refusal(refused.result, who ? nameOf(who) : refused.uri, t)}</bdi>
          </p>`
        : nothing
    }`;
  }

  #inviteView({ colleagues }: ContactTeamSnapshot): TemplateResult {
    const t = this.locale.texts(strings);
    if (colleagues.length === 0) return html`<p class="muted">${t.nobody}</p>`;
    const invite = (handOver: boolean) => (event: Event) => {
      event.preventDefault();
      if (this.#usable) void this.#invite(handOver);
    };
    // Who is free first.
    const sorted = [...colleagues].sort((a, b) => Number(b.state === 'ready') - Number(a.state === 'ready'));
    return html`<details part="bring">
      <summary part="summary">${icons.people}${t.invite}</summary>
      <form @submit=${invite(false)}>
        <div class="field">
          <select part="colleague" aria-label=${t.invite}>
            ${sorted.map(
              (colleague) =>
                html`<option value=${colleague.uri}>
                  ${nameOf(colleague)} · ${t.state[colleague.state]}
                </option>`,
            )}
          </select>
        </div>
        <button class="button small primary" type="submit" part="invite" aria-disabled=${!this.#usable}>
          ${t.ask}
        </button>
        <button
          class="button small"
          type="button"
          part="hand-over"
          aria-disabled=${!this.#usable}
          @click=${invite(true)}
        >
          ${t.handOver}
        </button>
      </form>
    </details>`;
  }

  get #self(): string {
    return this.session?.snapshot.uri ?? '';
  }

  get #usable(): boolean {
    return !this.isBusy && this.session?.snapshot.state === 'connected';
  }

  get #contactUri(): string | undefined {
    const { participants, state } = this.conversation?.snapshot ?? {};
    const uri = participants?.[0]?.uri;
    const isLive = state === 'established' || state === 'recovering';
    return isLive && uri !== undefined && CONTACT.test(uri) ? uri : undefined;
  }

  #follow(session: SessionContract | undefined, uri: string | undefined): void {
    if (session === this.#session && uri === this.#uri) return;
    this.#session = session;
    this.#uri = uri;
    this.#stop?.();
    this.#stop = this.team = this.failure = undefined;
    if (uri === undefined) return;
    session?.loadContactCenter?.().then(
      (center) => {
        if (session !== this.#session || uri !== this.#uri) return;
        this.#stop = center.watchContact(uri, (team) => this.#changed(team));
      },
      (error: unknown) => this.reportError(error),
    );
  }

  #changed(team: ContactTeamSnapshot | undefined): void {
    const t = this.locale.texts(strings);
    const before = this.team?.members ?? [];
    const after = team?.members ?? [];
    const there = (members: readonly ContactMember[], uri: string): boolean =>
      members.some((each) => each.uri === uri && each.state === 'connected');
    this.team = team;
    if (before.length === 0 || !team) return;
    for (const member of after) {
      if (member.state === 'connected' && !there(before, member.uri))
        this.#announcer.announce(t.joined(nameOf(member)));
    }
    for (const member of before) {
      if (member.state === 'connected' && !there(after, member.uri))
        this.#announcer.announce(t.left(nameOf(member)));
    }
  }

  async #invite(handOver: boolean): Promise<void> {
    const { conversation } = this;
    const colleague = this.team?.colleagues.find(({ uri }) => uri === this.select?.value);
    const uri = this.#uri;
    if (!conversation || !colleague || uri === undefined) return;
    if (!this.dispatchEvent(new LyncColleagueInviteRequestEvent(conversation, colleague, handOver))) return;
    const t = this.locale.texts(strings);
    const done = await this.#attempt((center) => center.invite(uri, colleague.uri, { handOver }));
    if (!done) return;
    if (this.bring) this.bring.open = false;
    this.#announcer.announce(t.asked(nameOf(colleague)));
  }

  async #remove(member: ContactMember): Promise<void> {
    const { conversation } = this;
    const uri = this.#uri;
    if (!conversation || uri === undefined) return;
    if (!this.dispatchEvent(new LyncColleagueRemoveRequestEvent(conversation, member))) return;
    await this.#attempt((center) => center.remove(uri, member.uri));
  }

  async #attempt(act: (center: ContactCenterContract) => Promise<void>): Promise<boolean> {
    const { session } = this;
    if (!session?.loadContactCenter) return false;
    this.failure = undefined;
    this.isBusy = true;
    try {
      await act(await session.loadContactCenter());
      return true;
    } catch (error) {
      this.failure = toFailure(error).code;
      this.reportError(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}

function nameOf({ displayName, uri }: ContactMember | ContactColleague): string {
  return displayName || uri.replace(/^sips?:/, '').replace(/@.*/, '');
}

function refusal(result: 'declined' | 'missed' | 'failed', name: string, t: ContactTeamStrings): string {
  if (result === 'failed') return t.unreached(name);
  return result === 'declined' ? t.declined(name) : t.missed(name);
}
