import { ManualClock } from '../../../sip/clock';
import { memoryPair } from '../../../sip/connection';
import { SipEndpoint, type IncomingInvite, type InviteDialog } from '../../../sip/endpoint';
import { silentLog } from '../../../sip/log';
import { ConversationContextChannel, type ChannelConversation, type ContextChannelNotification } from '..';

export const application = '{40499119-4B60-45A6-9A7A-DC7A384D5670} ';
export const target = 'sip:alice@outside.invalid';

export class Conversation implements ChannelConversation {
  readonly id = 'AdKjt1Xy9lDJ8KRjRYaBRsRaq4N/vw==';
  state: ChannelConversation['state'] = 'established';
  readonly #listeners = new Set<(reason: string) => void>();

  onTerminated(listener: (reason: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  end(): void {
    this.state = 'terminated';
    for (const listener of [...this.#listeners]) listener('ended');
  }
}

export async function settle(): Promise<void> {
  for (let turn = 0; turn < 15; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A trusted application on one side, an agent's client on the other. */
export class Scene {
  readonly clock = new ManualClock(1_700_000_000_000);
  readonly endpoint: SipEndpoint;
  readonly outside: SipEndpoint;
  readonly conversation = new Conversation();
  readonly invites: IncomingInvite[] = [];
  readonly dialogs: InviteDialog[] = [];
  readonly data: string[] = [];
  onInvite: (invite: IncomingInvite) => void = (invite) => void this.accept(invite);
  infoStatus = 200;
  target: string | undefined = target;

  constructor() {
    const [inner, outer] = memoryPair();
    const common = { clock: this.clock, log: silentLog };
    this.endpoint = new SipEndpoint({ ...common, connection: inner, contact: 'sip:services.invalid' });
    this.outside = new SipEndpoint({ ...common, connection: outer, contact: 'sip:outside.invalid' });
    this.outside.handle(() => true, {
      invite: (invite) => {
        this.invites.push(invite);
        this.onInvite(invite);
      },
    });
  }

  async accept(invite: IncomingInvite): Promise<void> {
    const headers: [string, string][] = [['Content-Disposition', 'session']];
    const dialog = await invite.accept({ headers, contentType: 'text/plain', body: 'id' });
    this.dialogs.push(dialog);
    dialog.onRequest = (incoming) => {
      this.data.push(`${incoming.request.headers.get('Content-Type')} ${incoming.request.body.toString()}`);
      incoming.respond(this.infoStatus);
    };
  }

  get services() {
    return { endpoint: this.endpoint, clock: this.clock, log: silentLog, recoverySeconds: 30 };
  }

  get remote() {
    return {
      from: '"Jane" <sip:contact-1@contoso.com>',
      to: 'sip:alice@contoso.com',
      target: () => this.target,
    };
  }

  channel(): { channel: ConversationContextChannel; states: string[]; events: ContextChannelNotification[] } {
    const channel = new ConversationContextChannel(
      this.conversation,
      this.remote,
      application,
      this.services,
    );
    const states: string[] = [];
    const events: ContextChannelNotification[] = [];
    channel.listen((event) => {
      events.push(event);
      if (event.type === 'state-changed')
        states.push(`${event.previousState}>${event.state}: ${event.reason}`);
    });
    return { channel, states, events };
  }

  async close(): Promise<void> {
    await Promise.all([this.endpoint.close(), this.outside.close()]);
  }
}
