import { mediaTypeOf } from '../../../protocol/content-type';
import type { IncomingRequest, InviteDialog } from '../../sip';
import type { CallParkServices } from './call-park-services';

/** `dialog-ended`: the referee hung up before it said how the transfer went. */
export type ReferOutcome = 'transferred' | 'failed' | 'dialog-ended';

/** One transfer that we asked for (RFC 3515). */
export class Refer {
  readonly outcome: Promise<ReferOutcome>;
  /** The referee has answered that it will try. */
  accepted = false;
  /** The outcome as far as it is known now. */
  result: ReferOutcome | undefined;
  /** Names the subscription in its NOTIFYs (RFC 3515 section 2.4.6). */
  id: number | undefined;
  #settle!: (outcome: ReferOutcome) => void;

  /** `onTransferred` is called before anything else that has arrived is looked at. */
  constructor(private readonly onTransferred: (refer: Refer) => void) {
    this.outcome = new Promise((resolve) => (this.#settle = resolve));
  }

  end(outcome: ReferOutcome): void {
    if (this.result !== undefined) return;
    this.result = outcome;
    if (outcome === 'transferred') this.onTransferred(this);
    this.#settle(outcome);
  }
}

const fragmentType = 'message/sipfrag';
/** RFC 3420: the status line is all that is looked at. */
const statusLine = /^SIP\/2\.0 ([1-6]\d\d) /;

/** The transfers asked for in one dialog, and what the referee says about them. */
export class Refers {
  readonly #refers: Refer[] = [];

  constructor(
    private readonly dialog: InviteDialog,
    private readonly services: CallParkServices,
  ) {
    void dialog.terminated.then(() => {
      for (const refer of this.#refers) refer.end('dialog-ended');
    });
  }

  /** Sends REFER. `referTo` is a URI; it may carry headers, such as Replaces. */
  send(referTo: string, onTransferred: (refer: Refer) => void): Refer {
    const { configuration, contact, log } = this.services;
    const refer = new Refer(onTransferred);
    this.#refers.push(refer);
    this.dialog
      .request('REFER', {
        headers: [
          ['Refer-To', `<${referTo}>`],
          ['Referred-By', `<${configuration.uri}>`],
          ['P-Asserted-Identity', `<${configuration.uri}>`],
          ['Contact', contact],
        ],
      })
      .then(
        (response) => {
          refer.id = response.cseq()?.number;
          refer.accepted = response.status < 300;
          if (!refer.accepted) refer.end(response.status === 481 ? 'dialog-ended' : 'failed');
        },
        (error: unknown) => {
          log.info('refer-unanswered', { callId: this.dialog.callId, error });
          refer.end('failed');
        },
      );
    return refer;
  }

  /** Takes a NOTIFY in the dialog. */
  notified(incoming: IncomingRequest): void {
    const { headers, body } = incoming.request;
    const [event = '', ...parameters] = (headers.get('Event') ?? '').split(';').map((part) => part.trim());
    if (event.toLowerCase() !== 'refer')
      return incoming.respond(489, { headers: [['Allow-Events', 'refer']] });
    const refer = this.#named(parameters.find((parameter) => parameter.startsWith('id='))?.slice(3));
    // Of none that we know. Not 481: many take that for the end of the whole dialog (RFC 5057 section 5.1).
    if (!refer) return incoming.respond(200);
    const over = /^\s*terminated/i.test(headers.get('Subscription-State') ?? '');
    if (body.length === 0 && over) {
      incoming.respond(200);
      return refer.end('failed');
    }
    if (mediaTypeOf(headers.get('Content-Type')) !== fragmentType)
      return incoming.respond(415, { headers: [['Accept', fragmentType]] });
    const status = Number(statusLine.exec(body.toString('latin1'))?.[1]);
    if (Number.isNaN(status)) return incoming.respond(400);
    incoming.respond(200);
    // A NOTIFY proves that the REFER was taken, even if it was faster than the 202.
    refer.accepted = true;
    if (status >= 200 || over) refer.end(status >= 200 && status < 300 ? 'transferred' : 'failed');
  }

  /** Who leaves the id out means the transfer that goes on. */
  #named(id: string | undefined): Refer | undefined {
    if (id === undefined)
      return this.#refers.find(({ result }) => result === undefined) ?? this.#refers.at(-1);
    return (
      this.#refers.find((refer) => String(refer.id) === id) ??
      this.#refers.find((refer) => refer.id === undefined)
    );
  }
}
