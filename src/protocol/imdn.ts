import { WireFormatError } from './wire-format-error';
import { childOf, childText, readXml } from './xml/read';
import { writeXml } from './xml/write';

export const imdnContentType = 'application/ms-imdn+xml';
const imdnNamespace = 'http://schemas.microsoft.com/rtc/2005/08/imdn';

/** Delivery notification ([MS-CONFIM] 2.2.2). No recipient: delivered to all. */
export interface Imdn {
  /** That of the 202's `Message-Id`. */
  readonly messageId: string;
  readonly recipients: readonly ImdnRecipient[];
}

export interface ImdnRecipient {
  readonly uri: string;
  /** SIP status; undefined if the peer sent none that can be read. */
  readonly status?: number;
  /** Value of the entry `ms-diagnostics`. */
  readonly diagnostics?: string;
}

/** Only failures are worth listing. */
export function buildImdn({ messageId, recipients }: Imdn): string {
  return writeXml([
    'imdn',
    { xmlns: imdnNamespace },
    ['message-id', {}, messageId],
    ...recipients.map(({ uri, status, diagnostics }) => writeRecipient(uri, status, diagnostics)),
  ]);
}

/** Throws `XmlError`, or `WireFormatError` if it is no imdn or has no message id. */
export function parseImdn(body: string): Imdn {
  const root = readXml(body.trim());
  if (root.name !== 'imdn') throw new WireFormatError('malformed', root.name);
  const messageId = childText(root, 'message-id');
  if (!messageId) throw new WireFormatError('missing', 'message-id');
  const recipients = root.children
    .filter(({ name }) => name === 'recipient')
    .map((recipient): ImdnRecipient => {
      const status = childText(recipient, 'status') ?? '';
      const entries = recipient.children.filter(({ name }) => name === 'entry');
      const diagnostics = entries.find(
        (entry) => childText(entry, 'key')?.toLowerCase() === 'ms-diagnostics',
      );
      return {
        // The URI may stand in angle brackets.
        uri: (recipient.attributes.uri ?? '').trim().replace(/^<(.*)>$/, '$1'),
        ...(/^[1-6]\d\d$/.test(status) && { status: Number(status) }),
        ...(diagnostics && { diagnostics: childOf(diagnostics, 'value')?.text.trim() ?? '' }),
      };
    });
  return { messageId, recipients };
}

/** A missing status, or one of 300 and above, is a failure. */
export function isDelivered({ status }: ImdnRecipient): boolean {
  return status !== undefined && status < 300;
}

function writeRecipient(uri: string, status: number | undefined, diagnostics: string | undefined) {
  return [
    'recipient',
    { uri },
    ...(status === undefined ? [] : [['status', {}, String(status)] as const]),
    ...(diagnostics === undefined
      ? []
      : [['entry', {}, ['key', {}, 'ms-diagnostics'], ['value', {}, diagnostics]] as const]),
  ] as const;
}
