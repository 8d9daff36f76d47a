import type {
  ConversationContract,
  FailureSnapshot,
  MessageEvent_,
  SessionContract,
} from '../../src/session/contract';

export interface Person {
  readonly uri: string;
  readonly name: string;
}

/** Visitors of the site: not people to tell where a call waits. */
const VISITOR = /^sips?:(contact|guest)-/i;

/** Whom the user may want to tell: the page's own list, and those they write with. `parkee` is not among them. */
export function colleagues(
  session: SessionContract | undefined,
  people: readonly Person[],
  parkee: ConversationContract | undefined,
): readonly Person[] {
  const found = new Map(people.map((person) => [person.uri, person]));
  for (const conversation of session?.conversations ?? []) {
    const { participants, queue } = conversation.snapshot;
    if (conversation === parkee || queue) continue;
    for (const { uri, displayName, isSelf } of participants) {
      if (isSelf || VISITOR.test(uri) || found.has(uri)) continue;
      found.set(uri, { uri, name: displayName || uri.replace(/^sips?:/i, '') });
    }
  }
  for (const { uri } of parkee?.snapshot.participants ?? []) found.delete(uri);
  return [...found.values()];
}

/** Sends `text` in the conversation with that person, or in a new one. Resolves when they have it; rejects with what has a `code`. */
export async function tell(session: SessionContract, uri: string, text: string): Promise<void> {
  const open = session.conversations.find(
    (one) => one.canInvoke('send-message') && one.snapshot.participants.some((person) => person.uri === uri),
  );
  if (open) await open.messaging.send(text);
  else await delivered(session.startConversation(uri, { firstMessage: text }));
}

/** The first message rides in the invitation, so that it is in the toast. */
function delivered(conversation: ConversationContract): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = new AbortController();
    const { signal } = abort;
    const fail = (failure: FailureSnapshot | undefined): void => {
      abort.abort();
      reject(
        Object.assign(new Error(failure?.message ?? 'Not delivered'), {
          code: failure?.code ?? 'unreachable',
        }),
      );
    };
    conversation.addEventListener(
      'message-sent',
      () => {
        abort.abort();
        resolve();
      },
      { signal },
    );
    conversation.addEventListener('message-failed', ({ message }: MessageEvent_) => fail(message.failure), {
      signal,
    });
    conversation.addEventListener(
      'state-changed',
      ({ state }) => {
        if (state === 'terminated') fail(conversation.snapshot.failure);
      },
      { signal },
    );
  });
}
