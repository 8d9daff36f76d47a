import { cccpContentType, parseCccpResponse, type CccpCommand } from '../../protocol/conferencing/cccp';
import { mediaTypeOf } from '../../protocol/content-type';
import { SessionError } from '../contract';
import type { ConferenceRole } from '../contract';
import { asSessionError } from '../failures';
import { conversationIdHeader } from '../im/im-invite';
import type { Dialog, DialogEnd, OutgoingInvite, Signaling, SipReader } from '../signaling/signaling';
import { commandError, conferenceError } from './conference-failures';
import { Commands } from './commands';

/** Seconds; RFC 4028: who is silent for so long is gone. */
const SESSION_EXPIRES = 1200;

export interface FocusOptions {
  readonly uri: string;
  readonly self: { readonly uri: string; readonly displayName: string };
  /** GUID that stays the same over reconnects, so that the focus knows who is back. */
  readonly endpoint: string;
  readonly conversationId: string;
  /** The peer's goodbye, or that it does not know us any more. Not called for our own `leave`, or when the connection goes. */
  onEnded(end: DialogEnd): void;
}

/** The dialog with the focus: who has it is in the conference (the seed's dialog 2). Made for one connection. */
export class FocusDialog {
  #invite: OutgoingInvite | undefined;
  #dialog: Dialog | undefined;
  #refresh: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;
  readonly #commands: Commands;

  constructor(
    private readonly signaling: Signaling,
    private readonly options: FocusOptions,
  ) {
    this.#commands = new Commands(options.self.uri, options.uri);
  }

  /** Adds us to the conference ([MS-CONFBAS] 2.2.3.3). Resolves with the role that was granted. Rejects with `SessionError`. */
  async join(): Promise<ConferenceRole> {
    const { conversationId, endpoint, self, uri } = this.options;
    const { content } = this.#commands.write({
      name: 'addUser',
      confEntity: uri,
      user: {
        entity: self.uri,
        ...(self.displayName && { displayName: self.displayName }),
        // What one may be is for the focus to say.
        roles: ['attendee'],
        endpoints: [{ entity: `{${endpoint}}` }],
      },
    });
    try {
      this.#invite = this.signaling.invite(
        uri,
        {
          headers: [
            [conversationIdHeader, conversationId],
            ['Supported', 'ms-sender, timer'],
            ['Session-Expires', `${SESSION_EXPIRES};refresher=uac`],
          ],
          body: { contentType: cccpContentType, content },
        },
        {
          onRequest: (request) =>
            request.method === 'INFO' ? this.#commands.receive(request) : request.respond(405),
          // A refresh of the session (RFC 4028) agrees on nothing new.
          onReinvite: (request) => request.respond(200),
          onEnded: (end) => this.#onEnded(end),
        },
      );
      const { dialog, response } = await this.#invite.outcome;
      this.#invite = undefined;
      if (!dialog) throw conferenceError(response);
      this.#dialog = dialog;
      if (this.#isOver) throw new SessionError('cancelled', 'The conference was left');
      const role = grantedRole(response);
      this.#keepAlive(response);
      return role;
    } catch (error) {
      void this.leave();
      throw asSessionError(error, 'connection-failed', 'The conference could not be joined');
    }
  }

  /** Resolves when it is done. Rejects with `SessionError`. */
  command(command: CccpCommand): Promise<void> {
    if (!this.#dialog || this.#isOver)
      return Promise.reject(new SessionError('invalid-state', 'Not in the conference'));
    return this.#commands.send(this.#dialog, command);
  }

  /** Never rejects. */
  async leave(): Promise<void> {
    this.forget();
    if (!this.#dialog) return this.#invite?.cancel();
    // A BYE that nobody answers ends the dialog all the same (RFC 3261 section 15.1.1).
    await this.#dialog.bye().catch(() => undefined);
  }

  /** Without a word to the focus. */
  forget(): void {
    this.#isOver = true;
    clearTimeout(this.#refresh);
    this.#commands.fail(new SessionError('connection-failed', 'The conference was lost'));
  }

  #onEnded(end: DialogEnd): void {
    if (this.#isOver) return;
    this.forget();
    this.options.onEnded(end);
  }

  /** RFC 4028 section 10: refreshes at half of the interval. A focus that names none wants none. */
  #keepAlive(response: SipReader): void {
    const header = response.header('session-expires') ?? '';
    const seconds = Number(/^\s*(\d+)/.exec(header)?.[1]);
    if (this.#isOver || !(seconds > 0) || /refresher=uas/i.test(header)) return;
    this.#refresh = setTimeout(() => {
      const headers = [
        ['Supported', 'timer'],
        ['Session-Expires', `${seconds};refresher=uac`],
      ] as const;
      // 481 and 408 end the dialog, which is told; whatever else is answered, somebody is there.
      this.#dialog?.request('UPDATE', { headers }).then(
        () => this.#keepAlive(response),
        () => undefined,
      );
    }, seconds * 500);
  }
}

/** [MS-CONFBAS] 2.2.3.4: the 200 alone is no admission. */
function grantedRole(response: SipReader): ConferenceRole {
  if (mediaTypeOf(response.contentType) !== cccpContentType)
    throw new SessionError('conference-failed', 'The focus did not say who we are');
  let answer;
  try {
    answer = parseCccpResponse(response.body);
  } catch (error) {
    throw asSessionError(error, 'conference-failed', 'The answer of the focus cannot be read');
  }
  if (answer.code !== 'success') throw commandError(answer, response.header('ms-diagnostics'));
  return answer.user?.roles?.[0]?.toLowerCase() === 'presenter' ? 'presenter' : 'attendee';
}
