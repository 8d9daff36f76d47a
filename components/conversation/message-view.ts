import { html, nothing, type TemplateResult } from 'lit';
import type { MessageSnapshot } from '../../src/session/contract';
import { icons } from '../internal/icons';
import { formatDateTime, formatDay, formatTime } from '../internal/localisation/format';
import { linkedText, sanitizedHtml } from '../internal/rich-text';
import type { MessageGroup } from './message-groups';
import { initialsOf } from './names';
import type { ConversationStrings } from './strings';

export interface MessageViewContext<M extends MessageSnapshot = MessageSnapshot> {
  readonly t: ConversationStrings;
  readonly lang: string;
  readonly nameOf: (message: Pick<MessageSnapshot, 'from'>) => string;
  /** The newest confirmed outgoing message: the only one that shows its tick. */
  readonly lastDelivered: string | undefined;
  readonly canRetry: boolean;
  readonly retry: (id: string) => void;
  /** Of lists with messages of another kind: what stands in the bubble. */
  readonly body?: (message: M) => TemplateResult;
  /** What stands between the day and a group. */
  readonly before?: (group: MessageGroup<M>) => TemplateResult | typeof nothing;
  /** More that can be done about one that failed. */
  readonly failedActions?: (message: M) => TemplateResult;
}

export function groupView<M extends MessageSnapshot>(
  group: MessageGroup<M>,
  context: MessageViewContext<M>,
): TemplateResult {
  const { lang } = context;
  const day = group.startsDay
    ? html`<li class="day" part="day"><span>${formatDay(lang, group.at)}</span></li>`
    : nothing;
  if (group.kind === 'notice') {
    return html`${day}${group.messages.map(
      (message) =>
        html`<li class="notice" part="notice" dir="auto">
          ${message.notice === 'whisper' ? html`<strong>${context.t.whispers(context.nameOf(message))}</strong> ` : nothing}${body(message)}
        </li>`,
    )}`;
  }
  const incoming = group.direction === 'incoming';
  const name = context.nameOf(group);
  const iso = new Date(group.at).toISOString();
  return html`${day}${context.before?.(group)}
    <li class="group ${group.direction}" data-key=${group.messages[0]?.id}>
      ${incoming ? html`<span class="avatar" aria-hidden="true">${initialsOf(name) || icons.person}</span>` : nothing}
      <div class="stack">
        <p class="meta">
          <span class=${incoming ? 'name' : 'visually-hidden'}
            ><bdi>${incoming ? name : context.t.you}</bdi></span
          >
          <time datetime=${iso} title=${formatDateTime(lang, group.at)}>${formatTime(lang, group.at)}</time>
        </p>
        ${group.messages.map((message) => messageView(message, context))}
      </div>
    </li>`;
}

function messageView<M extends MessageSnapshot>(message: M, context: MessageViewContext<M>): TemplateResult {
  const part = `message ${message.direction}`;
  return html`<div class="message ${message.delivery}" data-id=${message.id}>
    <div class="bubble" part=${part} dir="auto">${(context.body ?? body)(message)}</div>
    ${message.direction === 'outgoing' ? delivery(message, context) : nothing}
  </div>`;
}

function body(message: MessageSnapshot): TemplateResult {
  return message.format === 'text/html'
    ? html`<div class="html" ${sanitizedHtml(message.body)}></div>`
    : html`<span class="text">${linkedText(message.body)}</span>`;
}

function delivery<M extends MessageSnapshot>(
  message: M,
  context: MessageViewContext<M>,
): TemplateResult | typeof nothing {
  const { t } = context;
  switch (message.delivery) {
    case 'queued':
      return html`<p class="delivery" part="delivery">${icons.clock}<span>${t.queued}</span></p>`;
    case 'sending':
      return html`<p class="delivery" part="delivery">${icons.clock}<span>${t.sending}</span></p>`;
    case 'delivered':
      return message.id === context.lastDelivered
        ? html`<p class="delivery done" part="delivery">${icons.check}<span>${t.delivered}</span></p>`
        : nothing;
    case 'failed': {
      const reason = t.reasons[message.failure?.code ?? ''] ?? '';
      const retry = (): void => context.retry(message.id);
      return html`<p class="delivery error" part="delivery">
          ${icons.alert}<span><strong>${t.failed}.</strong> ${reason}</span>
        </p>
        ${
          context.canRetry
            ? html`<button class="button small" part="retry" @click=${retry}>
                ${icons.retry}${t.retry}
              </button>`
            : nothing
        }${context.failedActions?.(message)}`;
    }
  }
}
