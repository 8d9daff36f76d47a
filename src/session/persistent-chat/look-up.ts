import { xccosCommands } from '../../protocol/xccos';
import { fetchSettings } from '../audio-video/provisioning';
import { SessionError } from '../contract';
import { addressOf, domainOf } from '../identity';
import type { Signaling } from '../signaling/signaling';
import { XccosChannel } from './xccos-channel';

/** Whom to ask for the chat server: as provisioned, or by convention. */
export async function lookUpUri(signaling: Signaling, uri: string): Promise<string> {
  const chat = (await fetchSettings(signaling, uri))?.persistentChat;
  return (chat?.enabled && chat.defaultUri) || `sip:ocschat@${domainOf(uri)}`;
}

/** Asks the look-up service where the rooms are, in a short dialog of its own. Rejects with `SessionError`. */
export async function lookUpChannel(signaling: Signaling, uri: string, signal: AbortSignal): Promise<string> {
  let onEnded: (error: SessionError) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => (onEnded = reject));
  ended.catch(() => undefined);
  const channel = await XccosChannel.open(
    signaling,
    uri,
    { onChat: () => undefined, onNotice: () => undefined, onMalformed: onEnded, onEnded },
    signal,
  );
  try {
    const { data } = await Promise.race([channel.command(xccosCommands.requestUri), ended]);
    const found = data.users?.[0]?.uri ?? '';
    if (!addressOf(found)) throw new SessionError('server-error', 'The look-up service named no chat server');
    return found;
  } finally {
    void channel.close();
  }
}
