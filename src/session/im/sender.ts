import type { ParticipantSnapshot } from '../contract';
import { addressOf } from '../identity';

/** Who wrote, in a dialog with several ([MS-CONFIM] 2.2.1: `Ms-Sender`); undefined: the peer. */
export function senderOf(header: string | undefined): ParticipantSnapshot | undefined {
  const uri = header && addressOf(header);
  if (!uri) return undefined;
  const displayName = /^\s*"((?:[^"\\]|\\.)*)"/.exec(header)?.[1]?.replace(/\\(.)/g, '$1') ?? '';
  return { uri, displayName, isSelf: false, isTyping: false };
}
