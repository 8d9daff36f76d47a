import type { MessageSnapshot } from '../../src/session/contract';

/** A short text of an HTML message, for speech and previews only; never put where HTML is read. */
export function plainText(message: Pick<MessageSnapshot, 'body' | 'format'>): string {
  if (message.format === 'text/plain') return message.body;
  return message.body
    .replace(/<(script|style)\b[^]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/gi, ' ')
    .replace(/&lt;/gi, '<')
    .replace(/&gt;/gi, '>')
    .replace(/&quot;/gi, '"')
    .replace(/&amp;/gi, '&')
    .replace(/\s+/g, ' ')
    .trim();
}
