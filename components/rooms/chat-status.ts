import { nothing, type TemplateResult } from 'lit';
import type { PersistentChatSnapshot, SessionSnapshot } from '../../src/session/contract';
import { connectionStatus, type ConnectionTexts } from '../internal/connection-status';
import { formatSeconds } from '../internal/localisation/format';

/** The face of the connection to the rooms: that of the session where it is the session's matter. Nothing while all is well. */
export function chatStatus(
  session: SessionSnapshot | undefined,
  chat: PersistentChatSnapshot | undefined,
  texts: ConnectionTexts,
  lang: string,
  retry: () => void,
): TemplateResult | typeof nothing {
  if (!session) return nothing;
  if (session.state !== 'connected') {
    const seconds = formatSeconds(lang, (session.nextAttemptAt ?? 0) - Date.now());
    return connectionStatus(session, texts, seconds, retry);
  }
  switch (chat?.state) {
    case 'establishing':
      return connectionStatus({ state: chat.failure ? 'recovering' : 'connecting' }, texts, '', retry);
    case 'terminated':
      return connectionStatus(
        { state: 'failed', ...(chat.failure && { failure: chat.failure }) },
        texts,
        '',
        retry,
      );
    default:
      return nothing;
  }
}
