import { html, nothing, type TemplateResult } from 'lit';
import type { ChatRoomInvitation } from '../../src/session/contract';
import { formatNumber } from '../internal/localisation/format';
import { icons } from '../internal/icons';
import { hash, lock } from '../room/icons';
import type { RoomEntry } from './room-entries';
import type { RoomsStrings } from './strings';

export interface ListContext {
  readonly t: RoomsStrings;
  readonly lang: string;
  readonly selected: string;
  readonly isBusy: (uri: string) => boolean;
  readonly open: (entry: { readonly uri: string; readonly name: string }) => void;
}

/** One room: its name, how it stands, and what is new in it. */
export function entryView(
  entry: RoomEntry,
  { isBusy, lang, open, selected, t }: ListContext,
): TemplateResult {
  const { about, isAlerted, isMentioned, name, privacy, state, unread, uri } = entry;
  const isJoining = isBusy(uri) || state === 'establishing';
  const how = isJoining
    ? t.joining
    : state === 'recovering'
      ? t.interrupted
      : state === 'idle' || state === 'terminated'
        ? t.notJoined
        : about;
  return html`<li>
    <button
      class="entry ${unread ? 'new' : ''}"
      part="room"
      aria-current=${uri === selected}
      data-uri=${uri}
      @click=${() => open({ uri, name })}
    >
      <span class="mark" aria-hidden="true">${privacy === 'open' ? hash : lock}</span>
      <span class="name" dir="auto">${name}</span>
      <span class="badges">
        ${
          isAlerted
            ? html`<span class="badge alert" part="alert" title=${t.alerted}
                >${icons.alert}<span class="visually-hidden">${t.alerted}</span></span
              >`
            : nothing
        }
        ${
          isMentioned
            ? html`<span class="badge mention" part="mention" title=${t.mentioned}
                ><span aria-hidden="true">@</span><span class="visually-hidden">${t.mentioned}</span></span
              >`
            : nothing
        }
        ${
          unread
            ? html`<span class="badge" part="unread"
                ><span aria-hidden="true">${unread > 99 ? '99+' : formatNumber(lang, unread)}</span
                ><span class="visually-hidden">${t.unread(unread)}</span></span
              >`
            : nothing
        }
      </span>
      ${how ? html`<span class="about" dir="auto">${how}</span>` : nothing}
    </button>
  </li>`;
}

/** An invitation that waits. */
export function invitationView(
  invitation: ChatRoomInvitation,
  inviter: string,
  { isBusy, open, t }: ListContext,
  decline: () => void,
): TemplateResult {
  const { description, name, uri } = invitation.room;
  return html`<li class="card invitation" part="invitation">
    <div class="words">
      <p class="tags"><bdi>${inviter ? t.invitedBy(inviter) : t.invited}</bdi></p>
      <strong><bdi>${name}</bdi></strong>
      ${description ? html`<p><bdi>${description}</bdi></p>` : nothing}
    </div>
    <div class="form-actions">
      <button
        class="button small primary"
        part="accept"
        aria-label="${t.join}: ${name}"
        aria-disabled=${isBusy(uri)}
        @click=${() => !isBusy(uri) && open({ uri, name })}
      >
        ${isBusy(uri) ? t.joining : t.join}
      </button>
      <button class="button small" part="decline" aria-label="${t.decline}: ${name}" @click=${decline}>
        ${t.decline}
      </button>
    </div>
  </li>`;
}
