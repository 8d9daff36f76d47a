import { normalizeApplicationId } from '../../../protocol/session-invite';
import type { ChannelConversation, ChannelRemote, EstablishOptions } from './conversation';
import {
  ConversationContextChannel,
  type ContextChannelNotification,
  type ContextChannelServices,
} from './conversation-context-channel';

export interface OpenOptions extends EstablishOptions {
  /** Type of `contextualData` when it goes to a channel that is open already; `text/plain` when absent. */
  readonly dataContentType?: string;
}

/** The channels of one conversation to one participant: one per application, each with its own dialog. */
export class ConversationContextChannels {
  readonly #channels = new Map<string, ConversationContextChannel>();
  readonly #opening = new Map<string, Promise<ConversationContextChannel>>();

  constructor(
    private readonly conversation: ChannelConversation,
    private readonly remote: ChannelRemote,
    private readonly services: ContextChannelServices,
    private readonly onEvent: (
      channel: ConversationContextChannel,
      event: ContextChannelNotification,
    ) => void,
  ) {}

  get all(): readonly ConversationContextChannel[] {
    return [...this.#channels.values()];
  }

  get(applicationId: string): ConversationContextChannel | undefined {
    return this.#channels.get(normalizeApplicationId(applicationId));
  }

  /**
   * Opens an application. Several requests for one application reach one instance: the second gets the same channel, and its data
   * follows as INFO. Rejects as `establish` and `sendData` do.
   */
  async open(applicationId: string, options: OpenOptions = {}): Promise<ConversationContextChannel> {
    const id = normalizeApplicationId(applicationId);
    const { dataContentType = 'text/plain; charset=UTF-8', ...establish } = options;
    const opening = this.#opening.get(id);
    const existing = opening ? await opening : this.#channels.get(id);
    if (existing) {
      if (establish.contextualData !== undefined)
        await existing.sendData(dataContentType, establish.contextualData);
      return existing;
    }
    const channel = new ConversationContextChannel(this.conversation, this.remote, id, this.services);
    const opened = channel.establish(establish).then(() => channel);
    this.#opening.set(id, opened);
    this.#channels.set(id, channel);
    channel.listen((event) => {
      if (event.type === 'state-changed' && event.state === 'terminated') this.#channels.delete(id);
      this.onEvent(channel, event);
    });
    try {
      return await opened;
    } catch (error) {
      // Options that were refused before anything was sent leave the channel idle.
      this.#channels.delete(id);
      if (channel.state === 'idle') await channel.terminate();
      throw error;
    } finally {
      this.#opening.delete(id);
    }
  }

  lost(): void {
    for (const channel of this.all) channel.lost();
  }

  retry(): void {
    for (const channel of this.all) channel.retry();
  }

  async terminate(): Promise<void> {
    await Promise.all(this.all.map((channel) => channel.terminate()));
  }
}
