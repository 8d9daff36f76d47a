import { WireFormatError } from '../wire-format-error';
import { childOf, type XmlElement } from '../xml/read';
import type { XmlOutput } from '../xml/write';
import { childrenOf, compact, decimal, flag, listed, optional, required } from './attributes';
import type { RoomMessage } from './types';

/** `@uri` that are named in one message. */
export const maxMentions = 50;
const clientIdForm = /^[\x21-\x7E]{1,64}$/;

/** Throws `WireFormatError`: a real server, too, fails a post without `chanUri`, `author` or `ts`. */
export function readMessage(element: XmlElement): RoomMessage {
  const chat = childOf(element, 'chat');
  if (!chat) throw new WireFormatError('missing', `${element.name}/chat`);
  const at = required(element, 'ts');
  if (Number.isNaN(Date.parse(timeOf(at)))) throw new WireFormatError('invalid-value', `${element.name}/@ts`);
  const clientId = optional(element, 'msgid');
  if (clientId !== undefined && !clientIdForm.test(clientId))
    throw new WireFormatError('invalid-value', `${element.name}/@msgid`);
  const mentions = childrenOf(element, 'mention').map((mention) => required(mention, 'uri'));
  if (mentions.length > maxMentions) throw new WireFormatError('too-many', `${element.name}/mention`);
  return compact({
    roomUri: required(element, 'chanUri'),
    author: required(element, 'author'),
    authorName: optional(element, 'authdisp'),
    at: timeOf(at),
    id: decimal(element, 'chatId'),
    clientId,
    text: fromLines(chat.text),
    rtf: childOf(element, 'rtf')?.text,
    alert: flag(element, 'alert') || undefined,
    story: optional(element, 'story'),
    mentions: listed(mentions),
  });
}

/** `grpchat` as it is posted and delivered, or `msg` as it stands in history. */
export function messageElement(name: 'grpchat' | 'msg', message: RoomMessage, seqid = '1'): XmlOutput {
  return [
    name,
    {
      id: 'grpchat',
      seqid,
      chanUri: message.roomUri,
      author: message.author,
      authdisp: message.authorName,
      alert: message.alert ? 'true' : undefined,
      chatId: message.id,
      ts: message.at,
      msgid: message.clientId,
      story: message.story,
    },
    ['chat', {}, toLines(message.text)],
    ...(message.rtf === undefined ? [] : [['rtf', {}, message.rtf] as const]),
    ...(message.mentions ?? []).map((uri) => ['mention', { uri }] as const),
  ];
}

/** Old clients leave the `Z` out, and servers write up to seven fractional digits. */
export function timeOf(text: string): string {
  return /T.*\d$/.test(text) ? `${text}Z` : text;
}

const fromLines = (text: string): string => text.replace(/\r\n?/g, '\n');
const toLines = (text: string): string => text.replace(/\r\n?|\n/g, '\r\n');
