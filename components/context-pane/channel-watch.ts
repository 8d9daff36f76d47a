import type {
  ContextChannelContract,
  ContextChannelState,
  ContextDataReceivedEvent,
  ContextDataSentEvent,
} from '../../src/session/contract';
import { LyncContextChannelStateChangedEvent } from './events/context-channel-state-changed-event';
import { LyncContextDataReceivedEvent } from './events/context-data-received-event';
import { LyncContextDataSentEvent } from './events/context-data-sent-event';
import { LyncContextReceivedEvent } from './events/context-received-event';

interface Told {
  state: ContextChannelState;
  initialContext: string | undefined;
}

/**
 * Follows the channels on show and raises the pane's events for them. A channel that is seen for the first time is told of as it is then,
 * so that a page hears of each context once, whether the pane was there before it or not.
 */
export class ChannelWatch {
  readonly #following = new Map<ContextChannelContract, AbortController>();
  readonly #told = new WeakMap<ContextChannelContract, Told>();

  constructor(
    private readonly host: HTMLElement,
    private readonly onChange: (channel: ContextChannelContract) => void,
  ) {}

  follow(channels: readonly ContextChannelContract[]): void {
    for (const [channel, controller] of this.#following) {
      if (channels.includes(channel)) continue;
      controller.abort();
      this.#following.delete(channel);
    }
    for (const channel of channels) if (!this.#following.has(channel)) this.#begin(channel);
  }

  #begin(channel: ContextChannelContract): void {
    const controller = new AbortController();
    this.#following.set(channel, controller);
    const listen = (type: string, listener: (event: Event) => void): void =>
      channel.addEventListener(
        type,
        (event) => {
          listener(event);
          this.onChange(channel);
        },
        { signal: controller.signal },
      );
    listen('state-changed', () => this.#tell(channel));
    listen('initial-context-received', () => this.#tell(channel));
    listen('data-received', (event) => {
      const { contentType, body } = event as ContextDataReceivedEvent;
      this.host.dispatchEvent(new LyncContextDataReceivedEvent(channel, contentType, body));
    });
    listen('data-sent', (event) => {
      const { contentType, body } = event as ContextDataSentEvent;
      this.host.dispatchEvent(new LyncContextDataSentEvent(channel, contentType, body));
    });
    this.#tell(channel);
  }

  #tell(channel: ContextChannelContract): void {
    const { state, reason, initialContext } = channel.snapshot;
    const before = this.#told.get(channel) ?? { state: 'idle', initialContext: undefined };
    this.#told.set(channel, { state, initialContext });
    if (state !== before.state) {
      this.host.dispatchEvent(new LyncContextChannelStateChangedEvent(channel, before.state, state, reason));
    }
    if (initialContext !== undefined && initialContext !== before.initialContext) {
      this.host.dispatchEvent(new LyncContextReceivedEvent(channel, initialContext));
    }
  }
}
