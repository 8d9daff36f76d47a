import { formatNameAddr, SipFailureError, SipTransactionError, type InviteDialog } from '../../sip';
import type { Conference } from './conference';
import type { ConferenceLeg, Goodbye, NewUser } from './leg';
import type { SessionType } from './domain/roster';
import { ConferenceRefusal } from './refusal';

export interface DialOutTarget {
  /** As the roster will show them. */
  readonly user: NewUser;
  readonly entity: string;
  /** Where the INVITE goes. */
  readonly uri: string;
}

/** Somebody who is being called; in the roster as `dialing-out`, then `alerting`. */
class CalledLeg implements ConferenceLeg {
  readonly device = undefined;
  readonly #abort = new AbortController();

  constructor(
    readonly user: string,
    readonly entity: string,
    readonly sessionType: SessionType,
  ) {}

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  end({ text }: Goodbye): void {
    this.#abort.abort(new Error(text));
  }
}

/**
 * The MCU calls somebody ([MS-CONFBAS] 2.2.3.15): From is the MCU's address. Resolves with the dialog; `joined` has to put its leg, of the same entity, in
 * the place of the called one. Throws `ConferenceRefusal` with the status as its detail.
 */
export async function dialOut(
  conference: Conference,
  options: {
    readonly target: DialOutTarget;
    readonly sessionType: 'chat' | 'audio-video';
    readonly mcuUri: string;
    readonly offer: string;
    joined(dialog: InviteDialog): Promise<void> | void;
  },
): Promise<void> {
  const { target, sessionType, mcuUri, offer } = options;
  const { endpoint, config, log } = conference.services;
  const { user, entity, uri } = target;
  const { subject } = conference.settings;
  const leg = new CalledLeg(user.uri, entity, sessionType);
  conference.join(leg, user, { entity, sessionType, status: 'dialing-out', dialedOut: true });
  try {
    const dialog = await endpoint.invite(uri, {
      // Who is called reads what it is about, not who made it: the address has the organizer's name.
      from: formatNameAddr({ ...(subject && { displayName: subject }), uri: mcuUri, params: new Map() }),
      headers: [
        ['Contact', `<${mcuUri}>`],
        ['Subject', subject],
        ['Supported', 'ms-sender'],
        ['Content-Disposition', 'session'],
      ],
      body: offer,
      contentType: 'application/sdp',
      expires: config.dialOutSeconds,
      signal: leg.signal,
      onProvisional: ({ status }) => {
        if (status === 180 || status === 183) conference.update(leg, { status: 'alerting' });
      },
    });
    await options.joined(dialog);
  } catch (error) {
    conference.left(leg);
    if (error instanceof SipFailureError)
      throw new ConferenceRefusal('invalid-target-user', { detail: String(error.status), cause: error });
    if (error instanceof SipTransactionError)
      throw new ConferenceRefusal('invalid-target-user', { detail: '408', cause: error });
    log.info('conference-dial-out-failed', { error });
    throw error;
  }
}
