import type { ConversationSnapshot, MessageSnapshot } from '../../src/session/contract';
import { nameOf } from '../conversation/names';
import { plainText } from '../conversation/plain-text';
import { formatDateTime } from '../internal/localisation/format';

/** The conversation as plain text, one message a paragraph, for the visitor to keep. */
function transcriptOf(
  conversation: Pick<ConversationSnapshot, 'subject' | 'startedAt' | 'messages' | 'queue'>,
  texts: { readonly you: string; readonly title: string; readonly notDelivered: string },
  lang: string,
): string {
  const { messages, queue, startedAt, subject } = conversation;
  const who = (message: MessageSnapshot): string => {
    if (message.direction === 'outgoing') return texts.you;
    if (message.kind === 'notice') return queue?.queueName ?? texts.title;
    return queue?.agentName ?? nameOf(message.from);
  };
  const head = [texts.title, subject, formatDateTime(lang, startedAt)].filter(Boolean).join('\n');
  const body = messages.map((message) => {
    const note = message.delivery === 'failed' ? ` (${texts.notDelivered})` : '';
    return `[${formatDateTime(lang, message.at)}] ${who(message)}${note}:\n${plainText(message)}`;
  });
  return `${[head, ...body].join('\n\n')}\n`;
}

/** Hands the conversation to the visitor as a file. `title` is used where the queue has no name. */
export function saveTranscript(
  conversation: ConversationSnapshot,
  texts: Parameters<typeof transcriptOf>[1],
  lang: string,
): void {
  const title = conversation.queue?.queueName ?? texts.title;
  const day = new Date(conversation.startedAt).toISOString().slice(0, 10);
  saveText(`chat-${day}.txt`, transcriptOf(conversation, { ...texts, title }, lang));
}

function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser takes the file within the click; the address is of no use after it.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
