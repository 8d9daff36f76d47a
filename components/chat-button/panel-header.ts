import { html, nothing, type TemplateResult } from 'lit';
import type { ConversationSnapshot } from '../../src/session/contract';
import { initialsOf } from '../conversation/names';
import type { ConversationStrings } from '../conversation/strings';
import { icons } from '../internal/icons';
import type { ChatStrings } from './strings';

export interface PanelHeaderContext {
  readonly t: ChatStrings;
  readonly texts: ConversationStrings;
  readonly title: string;
  readonly snapshot: ConversationSnapshot | undefined;
  readonly call: () => void;
  readonly end: () => void;
  readonly minimise: () => void;
}

export function panelHeader({
  t,
  texts,
  title,
  snapshot,
  call,
  end,
  minimise,
}: PanelHeaderContext): TemplateResult {
  const agent = snapshot?.queue?.agentName;
  const isLive = snapshot?.state === 'established' && snapshot.queue?.state === 'connected';
  const button = (label: string, icon: TemplateResult, act: () => void): TemplateResult =>
    html`<button class="icon-button" aria-label=${label} title=${label} @click=${act}>${icon}</button>`;
  return html`<header>
    <span class=${isLive ? 'face live' : 'face'} aria-hidden="true"
      >${(agent && initialsOf(agent)) || icons.chat}</span
    >
    <div class="title">
      <h2><bdi>${title}</bdi></h2>
      ${snapshot ? html`<p>${subtitle(t, snapshot)}</p>` : nothing}
    </div>
    <div class="tools">
      ${snapshot?.actions.includes('audio') ? button(texts.audio, icons.phone, call) : nothing}
      ${snapshot?.actions.includes('terminate') ? button(t.end, icons.end, end) : nothing}
      ${button(t.minimise, icons.minimise, minimise)}
    </div>
  </header>`;
}

function subtitle(t: ChatStrings, { state, queue, subject }: ConversationSnapshot): string {
  if (state === 'terminated' || state === 'terminating') return t.ended;
  if (state === 'establishing' || state === 'idle') return t.connecting;
  return (queue?.agentName && queue.queueName) || subject;
}

/** A menu asks something first: whose place is not told is in no queue yet. */
const isAsked = ({ messages, queue }: ConversationSnapshot): boolean =>
  !queue?.position && messages.findLast(({ kind }) => kind === 'notice')?.notice === 'menu';

/** Where the visitor stands while nobody has answered yet. */
export function queueStrip(
  t: ChatStrings,
  snapshot: ConversationSnapshot | undefined,
): TemplateResult | typeof nothing {
  const { queue, state } = snapshot ?? {};
  if (!queue || state === 'terminated' || (queue.state !== 'queued' && queue.state !== 'offering'))
    return nothing;
  if (snapshot && isAsked(snapshot)) return nothing;
  const minutes = Math.max(1, Math.round((queue.estimatedWait ?? 0) / 60));
  return html`<div class="queue" role="status">
    <span class="pulse"></span>
    <strong
      >${queue.state === 'offering' ? t.offering : queue.position ? t.position(queue.position) : t.queued}</strong
    >
    ${queue.state === 'queued' && queue.estimatedWait ? html`<span class="wait">${t.wait(minutes)}</span>` : nothing}
  </div>`;
}

/** Beneath a chat that has ended. */
export const endedView = (t: ChatStrings, save: () => void, again: () => void): TemplateResult =>
  html`<div slot="ended" class="after">
    <button class="button" @click=${save}>${t.transcript}</button>
    <button class="button primary" @click=${again}>${t.again}</button>
  </div>`;
