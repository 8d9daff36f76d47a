import { html, nothing, type TemplateResult } from 'lit';
import * as callDrawings from '../call/icons';
import { icons } from '../internal/icons';
import * as drawings from './icons';
import { isInAudio, whyNot, type RosterView } from './roster-view';

/** How many there are, whether anybody else gets in, and what brings others in. */
export function rosterHead(view: RosterView): TemplateResult {
  const { t, conference, isInviting } = view;
  const why = whyNot(view);
  const { isLocked } = conference;
  const isBusy = view.isPending('lock');
  const lockLabel = isLocked ? t.unlock : t.lock;
  return html`<header>
    ${title(t, conference.participants.length)}
    ${isLocked ? html`<span class="chip" part="locked">${drawings.locked}${t.locked}</span>` : nothing}
    ${conference.isAudienceMuted ? html`<span class="chip" part="audience-muted">${callDrawings.microphoneOff}${t.audienceMuted}</span>` : nothing}
    <span class="tools">
      ${muteAll(view, why)}
      <button
        class="icon-button"
        type="button"
        part="lock"
        aria-label=${lockLabel}
        title=${why || lockLabel}
        aria-disabled=${why || isBusy ? 'true' : nothing}
        aria-describedby=${why ? 'why' : nothing}
        @click=${() => !why && !isBusy && view.do.lock(!isLocked)}
      >
        ${isLocked ? drawings.unlocked : drawings.locked}
      </button>
      <button
        class="icon-button"
        type="button"
        part="invite"
        aria-label=${t.invite}
        title=${why || t.invite}
        aria-expanded=${isInviting}
        aria-disabled=${why ? 'true' : nothing}
        aria-describedby=${why ? 'why' : nothing}
        @click=${() => !why && view.do.toggleInviting()}
      >
        ${drawings.add}
      </button>
    </span>
  </header>`;
}

/** Everybody but this presenter; and back. */
function muteAll(view: RosterView, why: string): TemplateResult | typeof nothing {
  const { t, conference } = view;
  const { isAudienceMuted } = conference;
  if (!isAudienceMuted && !conference.participants.some(isInAudio)) return nothing;
  const isBusy = view.isPending('mute-all');
  const label = isAudienceMuted ? t.unmuteAll : t.muteAll;
  return html`<button
    class="icon-button"
    type="button"
    part="mute-all"
    aria-label=${label}
    title=${why || label}
    aria-disabled=${why || isBusy ? 'true' : nothing}
    aria-describedby=${why ? 'why' : nothing}
    aria-busy=${isBusy ? 'true' : nothing}
    @click=${() => !why && !isBusy && view.do.muteAll(!isAudienceMuted)}
  >
    ${isAudienceMuted ? callDrawings.microphone : callDrawings.microphoneOff}
  </button>`;
}

/** To who is muted at the server, in plain words: by whom, and how they can speak again. */
export function mutedNote({ t, conference, can }: RosterView): TemplateResult | typeof nothing {
  const self = conference.participants.find(({ isSelf }) => isSelf);
  if (conference.state !== 'connected' || !self?.isMutedByServer) return nothing;
  return html`<div class="banner note" part="muted">
    ${callDrawings.microphoneOff}<span
      ><strong>${conference.isAudienceMuted ? t.mutedWithAll : t.mutedNote}</strong>
      ${can('mute') ? t.mutedMayUnmute : t.mutedMayNot}</span
    >
  </div>`;
}

export function title(t: RosterView['t'], count?: number): TemplateResult {
  return html`<h2 id="title" part="title">
    ${t.title}${
      count === undefined
        ? nothing
        : html` <span class="count" aria-hidden="true">${count}</span
            ><span class="visually-hidden">: ${t.count(count)}</span>`
    }
  </h2>`;
}

/** What a person may not do, and the two ways out. */
export function rosterFoot(view: RosterView): TemplateResult {
  const { t, question } = view;
  const why = whyNot(view);
  const isEnding = view.isPending('end');
  if (question?.act === 'end')
    return html`<footer class="question" role="group" aria-labelledby="end-question">
      <p id="end-question"><strong>${t.endQuestion}</strong></p>
      <div class="acts">
        <button class="button small danger" type="button" part="confirm-end" @click=${() => view.do.end()}>
          ${t.endYes}
        </button>
        <button class="button small" type="button" @click=${() => view.do.ask(undefined)}>${t.cancel}</button>
      </div>
    </footer>`;
  return html`<footer>
    ${why ? html`<p class="hint" id="why" part="why">${why}</p>` : nothing}
    <div class="acts">
      <button
        class="button small"
        type="button"
        part="leave"
        aria-disabled=${view.can('leave') && !view.isPending('leave') ? nothing : 'true'}
        @click=${() => view.can('leave') && view.do.leave()}
      >
        ${icons.end}${t.leave}
      </button>
      <button
        class="button small danger"
        type="button"
        part="end"
        aria-disabled=${why || isEnding ? 'true' : nothing}
        aria-describedby=${why ? 'why' : nothing}
        @click=${() => !why && !isEnding && view.do.ask({ act: 'end' })}
      >
        ${t.end}
      </button>
    </div>
  </footer>`;
}
