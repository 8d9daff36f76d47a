import {
  agentStateContentType,
  agentStateEvent,
  buildAgentCommand,
  parseAgentState,
} from '../../protocol/agent-state';
import { buildPidf, pidfContentType } from '../../protocol/presence';
import { SessionError } from '../contract';
import type { AgentCommand, AgentStateSnapshot, FailureSnapshot, PresenceSnapshot } from '../contract';
import { asSessionError, responseError } from '../failures';
import { domainOf } from '../identity';
import type { Signaling, SipResponse, Subscription } from '../signaling/signaling';
import { Publication } from './publication';

/** Seconds. */
const SUBSCRIPTION_EXPIRES = 600;
const RESUBSCRIBE_AFTER = 5000;
/** Answers that mean: there is no contact centre, or this is none of its agents. */
const NO_AGENT = [403, 404, 405, 489, 501];

export interface AgentHost {
  readonly uri: string;
  readonly instanceId: string;
  onAgentState(state: AgentStateSnapshot | undefined): void;
  report(failure: FailureSnapshot): void;
}

/** Presence, and what the contact centre knows of this agent. Loaded for those who need it. */
export class Agent {
  #signaling: Signaling | undefined;
  #subscription: Subscription | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #presence: Publication;

  constructor(
    private readonly host: AgentHost,
    private readonly subscribes: boolean,
  ) {
    this.#presence = new Publication('presence', (response) => this.#report(response));
  }

  attach(signaling: Signaling): void {
    this.#signaling = signaling;
    if (this.subscribes) this.#subscribe(signaling);
    this.#presence.restore(signaling, this.host.uri).catch((error: unknown) => {
      this.host.report(asSessionError(error, 'connection-failed', 'Presence was not published').toSnapshot());
    });
  }

  /** The connection went, or the session ends. */
  detach(unsubscribe = false): void {
    clearTimeout(this.#timer);
    this.#presence.stop();
    if (unsubscribe) this.#subscription?.unsubscribe();
    this.#signaling = this.#subscription = undefined;
  }

  async publishPresence(presence: PresenceSnapshot): Promise<void> {
    const { instanceId, uri } = this.host;
    const content = buildPidf({ ...presence, entity: uri, tupleId: `t${instanceId}` });
    await this.#confirmed((signaling) =>
      this.#presence.publish(signaling, uri, { contentType: pidfContentType, content }),
    );
  }

  async setState(command: AgentCommand): Promise<void> {
    let content: string;
    try {
      content = buildAgentCommand(command);
    } catch (error) {
      throw asSessionError(error, 'invalid-argument', 'Not an agent command');
    }
    await this.#confirmed((signaling) =>
      signaling.request('PUBLISH', this.#contactCenter, {
        headers: [['Event', agentStateEvent]],
        body: { contentType: agentStateContentType, content },
      }),
    );
  }

  get #contactCenter(): string {
    return `sip:contact-center@${domainOf(this.host.uri)}`;
  }

  #subscribe(signaling: Signaling): void {
    this.#subscription = signaling.subscribe(this.#contactCenter, {
      event: agentStateEvent,
      accept: agentStateContentType,
      expires: SUBSCRIPTION_EXPIRES,
      onNotify: ({ body }) => {
        if (!body) return;
        try {
          this.host.onAgentState(Object.freeze(parseAgentState(body)));
        } catch (error) {
          this.host.report(
            asSessionError(error, 'server-error', 'The agent state cannot be read').toSnapshot(),
          );
        }
      },
      onEnded: (response) => {
        if (this.#signaling !== signaling) return;
        if (response && NO_AGENT.includes(response.status)) return this.host.onAgentState(undefined);
        // The contact centre restarted, or is not up yet.
        this.#timer = setTimeout(() => this.#subscribe(signaling), RESUBSCRIBE_AFTER);
      },
    });
  }

  async #confirmed(send: (signaling: Signaling) => Promise<SipResponse>): Promise<void> {
    if (!this.#signaling) throw new SessionError('invalid-state', 'The session is not connected');
    let response;
    try {
      response = await send(this.#signaling);
    } catch (error) {
      throw asSessionError(error, 'connection-failed', 'The connection was lost');
    }
    if (response.status >= 300) throw responseError(response);
  }

  #report(response: SipResponse): void {
    this.host.report(responseError(response).toSnapshot());
  }
}
