import { utf8Length } from '../../protocol/base64';
import { parseCustomerCard } from '../../protocol/customer-card';
import type { VisitorClaims } from '../../protocol/visitor-context';
import { SessionError } from '../contract';
import type { ConversationContract, MessageSnapshot } from '../contract';
import { htmlToText } from '../im/read-message';

/** Longest title, in characters. */
const MAX_TITLE = 120;

export interface ConversationStory {
  readonly title: string;
  readonly body: string;
}

/**
 * A conversation as colleagues read it in a room: who, and what was said. It has no words of its own, so that it needs no language. `maxBytes` bounds title and
 * body together, as UTF-8: the oldest messages give way, and `…` stands for them.
 */
export function conversationStory(
  conversation: ConversationContract,
  options: { readonly includeContext: boolean; readonly maxBytes: number },
): ConversationStory {
  const { messages, participants, subject } = conversation.snapshot;
  const people = participants.map(({ displayName, uri }) => displayName || uri).join(', ');
  const title = [subject, people].filter(Boolean).join(' – ').slice(0, MAX_TITLE) || conversation.snapshot.id;
  const context = options.includeContext ? contextLines(conversation) : [];
  const head = context.length > 0 ? [...context, ''] : [];
  const said = messages.filter(({ kind }) => kind === 'message').map(line);
  for (let left = 0; left <= said.length; left++) {
    const body = [...head, ...(left > 0 ? ['…'] : []), ...said.slice(left)].join('\n');
    if (utf8Length(title) + utf8Length(body) <= options.maxBytes) {
      if (!body.trim())
        throw new SessionError('invalid-state', 'There is nothing to tell of this conversation');
      return { title, body };
    }
  }
  throw new SessionError('too-large', `The context does not fit into ${options.maxBytes} bytes`);
}

function line({ at, body, format, from }: MessageSnapshot): string {
  // A time that everybody reads the same way, wherever they are.
  const time = new Date(at).toISOString().slice(11, 16);
  const text = format === 'text/html' ? htmlToText(body) : body;
  return `[${time}Z] ${from.displayName || from.uri}: ${text.replace(/\s*\r?\n\s*/g, ' / ').trim()}`;
}

/** What the visitor's page said, of the channels that carry a customer card; others are none of ours. */
function contextLines(conversation: ConversationContract): string[] {
  for (const { snapshot } of conversation.contextChannels) {
    if (snapshot.initialContext === undefined) continue;
    try {
      const { browser, queue } = parseCustomerCard(snapshot.initialContext);
      return [`${queue.name} <${queue.uri}>`, ...claimLines(browser)];
    } catch {
      // Another application's data: the next channel may have the card.
      continue;
    }
  }
  return [];
}

function claimLines({ contact = {}, data = {}, page }: VisitorClaims): string[] {
  return [
    ...Object.entries(contact).map(([name, value]) => `${name}: ${value ?? ''}`),
    ...(page ? [[page.title, page.url].filter(Boolean).join(' – ')] : []),
    ...Object.entries(data).map(
      ([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
  ];
}
