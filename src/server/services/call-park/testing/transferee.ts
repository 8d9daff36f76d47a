import { parseNameAddr, type IncomingRequest, type InviteDialog } from '../../../sip';

/** A device that is asked to transfer itself: answers REFER as it is told, and reports as it is told. */
export class Transferee {
  /** Status of the answer to REFER; 0: none. */
  referStatus = 202;
  /** Refer-To of each REFER. */
  readonly referTo: string[] = [];
  readonly referIds: number[] = [];
  ended: string | undefined;

  constructor(readonly dialog: InviteDialog) {
    dialog.onRequest = (incoming) => this.#requested(incoming);
    void dialog.terminated.then(({ by, reason }) => (this.ended = `${by}: ${reason ?? ''}`));
  }

  /** Parameters of the Replaces in the last Refer-To: Call-ID, to-tag, from-tag. */
  get replaces(): string[] {
    const query = this.referTo.at(-1)?.split('?Replaces=')[1] ?? '';
    return decodeURIComponent(query).split(/;to-tag=|;from-tag=/);
  }

  /** NOTIFY of the transfer's progress; `id` is that of the last REFER unless given. */
  async report(
    status: number | string,
    options: { id?: number | 'none'; state?: string } = {},
  ): Promise<number> {
    const id = options.id ?? this.referIds.at(-1);
    const state =
      options.state ??
      (typeof status === 'number' && status < 200 ? 'active' : 'terminated;reason=noresource');
    const response = await this.dialog.request('NOTIFY', {
      headers: [
        ['Event', id === 'none' ? 'refer' : `refer;id=${id}`],
        ['Subscription-State', state],
      ],
      contentType: 'message/sipfrag;version=2.0',
      body: typeof status === 'string' ? status : `SIP/2.0 ${status} Whatever\r\n`,
    });
    return response.status;
  }

  #requested(incoming: IncomingRequest): void {
    const { method, headers } = incoming.request;
    if (method !== 'REFER') return incoming.respond(200);
    this.referTo.push(parseNameAddr(headers.get('Refer-To') ?? '')?.uri ?? '');
    this.referIds.push(incoming.request.cseq()?.number ?? 0);
    if (this.referStatus !== 0) incoming.respond(this.referStatus);
  }
}
