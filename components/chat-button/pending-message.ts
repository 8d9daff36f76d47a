import type { MessageSnapshot } from '../../src/session/contract';

/** The first message while the session that sends it is still being made. */
export function pendingMessage(body: string): MessageSnapshot {
  const from = { uri: '', displayName: '', isSelf: true, isTyping: false };
  return {
    id: 'pending',
    direction: 'outgoing',
    kind: 'message',
    from,
    format: 'text/plain',
    body,
    at: Date.now(),
    delivery: 'queued',
  };
}
