import { html, nothing, type TemplateResult } from 'lit';
import type { ContextChannelTransitionReason, ConversationSnapshot } from '../../src/session/contract';
import { icons } from '../internal/icons';
import { toInstallUrl, toWebUrl } from './application-url';
import { faceOf, type ChannelFace, type ContextTab } from './context-tabs';
import type { ContextPaneStrings } from './strings/index';

export type OpenLink = (event: Event, url: URL, kind: 'simple-link' | 'install-link') => void;

export function stateName(face: ChannelFace, t: ContextPaneStrings): string {
  const names: Record<ChannelFace, string> = {
    none: t.stateNone,
    establishing: t.stateEstablishing,
    live: t.stateLive,
    recovering: t.stateRecovering,
    ended: t.stateEnded,
    failed: t.stateFailed,
  };
  return names[face];
}

/** Why, and what it means for the person who looks at it. */
function explain(face: ChannelFace, reason: ContextChannelTransitionReason, t: ContextPaneStrings): string {
  if (face === 'establishing') return t.faceEstablishing;
  if (face === 'recovering') return t.faceRecovering;
  if (face === 'ended') return reason === 'terminated-locally' ? t.faceEndedLocally : t.faceEndedRemotely;
  if (reason === 'recovery-failed') return t.faceRecoveryFailed;
  if (reason === 'remote-unreachable') return t.faceRemoteUnreachable;
  if (reason === 'first-hop-unreachable') return t.faceFirstHopUnreachable;
  return t.faceEstablishFailed;
}

/** What the channel's state means; nothing while it is live, for then the application speaks for itself. */
export function renderChannelFace(tab: ContextTab, t: ContextPaneStrings): TemplateResult | typeof nothing {
  const snapshot = tab.channel?.snapshot;
  const face = faceOf(snapshot);
  if (!snapshot || face === 'live' || face === 'none') return nothing;
  const icon = face === 'failed' ? icons.alert : face === 'ended' ? icons.info : icons.clock;
  return html`<div class="face ${face}" part="face">
    ${icon}
    <p><strong>${stateName(face, t)}.</strong> ${explain(face, snapshot.reason, t)}</p>
  </div>`;
}

/** An application that is not registered, or not for this agent: its name and where it could be had, and no more. */
export function renderBlocked(tab: ContextTab, t: ContextPaneStrings, open: OpenLink): TemplateResult {
  const forRole = tab.access === 'not-for-role';
  const text = tab.channel?.snapshot.installLink ?? tab.application?.installLink;
  const url = text && !forRole ? toInstallUrl(text) : undefined;
  return html`<div class="face blocked" part="face">
    ${icons.alert}
    <div>
      <p><strong>${forRole ? t.notForRoleTitle(tab.name) : t.notRegisteredTitle(tab.name)}</strong></p>
      <p>${forRole ? t.notForRoleText : t.notRegisteredText}</p>
      ${
        url
          ? html`<p class="hint">${t.installCaution}</p>
              <div class="face-actions">
                ${renderOpen(url, t.install(url.host), t, (e) => open(e, url, 'install-link'))}
              </div>`
          : nothing
      }
    </div>
  </div>`;
}

/** A link that came with the channel. Nobody vouches for it, so it says where it leads and is never opened by itself. */
export function renderSimpleLink(
  tab: ContextTab,
  t: ContextPaneStrings,
  open: OpenLink,
): TemplateResult | typeof nothing {
  const text = tab.channel?.snapshot.simpleLink;
  if (!text) return nothing;
  const url = toWebUrl(text);
  return html`<div class="caution" part="link">
    ${icons.link}
    <div>
      ${
        url
          ? html`<p>${t.linkCaution}</p>
              <p><code dir="ltr">${shorten(url.href)}</code></p>
              <div class="face-actions">
                ${renderOpen(url, t.openLink(url.host), t, (e) => open(e, url, 'simple-link'))}
              </div>`
          : html`<p>${t.linkRefused}</p>
              <p><code dir="ltr">${shorten(text)}</code></p>`
      }
    </div>
  </div>`;
}

function renderOpen(
  url: URL,
  text: string,
  t: ContextPaneStrings,
  onOpen: (event: Event) => void,
): TemplateResult {
  // auxclick: a middle click opens links too.
  return html`<a
    class="button small"
    href=${url.href}
    target="_blank"
    rel="noopener noreferrer nofollow"
    @click=${onOpen}
    @auxclick=${onOpen}
    ><bdi>${text}</bdi><span class="visually-hidden"> (${t.newTab})</span>${icons.external}</a
  >`;
}

export function renderEmpty(
  conversation: ConversationSnapshot | undefined,
  t: ContextPaneStrings,
): TemplateResult {
  const face = (icon: TemplateResult, title: string, text: string): TemplateResult =>
    html`<div class="empty" part="empty">
      ${icon}<strong>${title}</strong>
      <p>${text}</p>
    </div>`;
  switch (conversation?.state) {
    case undefined:
      return face(icons.chat, t.noConversationTitle, t.noConversationText);
    case 'idle':
    case 'incoming':
    case 'establishing':
      return face(icons.clock, t.waitingTitle, t.waitingText);
    case 'terminating':
    case 'terminated':
      return face(icons.person, t.endedTitle, t.endedText);
    default:
      return face(icons.person, t.emptyTitle, t.emptyText);
  }
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
