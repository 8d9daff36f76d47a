import type { QueueStatus } from '../../../../protocol/queue-status';
import type { UcwaSettings } from '../services';

/** What a change of how it stands with the queue is in words, for clients that show nothing but messages. */
export function queueNotices(
  before: QueueStatus | undefined,
  { agentName, position }: QueueStatus,
  { agentText, queueText }: Pick<UcwaSettings, 'agentText' | 'queueText'>,
): string[] {
  const notices: string[] = [];
  if (position !== undefined && position !== before?.position)
    notices.push(queueText.replaceAll('{position}', String(position)));
  // A function, so that nothing in a name is taken for a pattern.
  if (agentName !== undefined && agentName !== before?.agentName)
    notices.push(agentText.replaceAll('{agentName}', () => agentName));
  return notices.filter((text) => text !== '');
}
