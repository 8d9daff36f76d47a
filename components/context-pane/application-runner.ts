import { SessionError, type ConversationContract } from '../../src/session/contract';
import type { Language } from '../internal/localisation/index';
import {
  attachFrame,
  disposeInstance,
  isCurrent,
  makeInstance,
  makeView,
  syncElement,
  type ApplicationInstance,
  type FrameInstance,
} from './application-instances';
import type { ContextTab } from './context-tabs';

interface RunnerHost extends HTMLElement {
  requestUpdate(): void;
}

/** Starts, feeds and ends the applications of the conversation on show: one instance for each that may run. */
export class ApplicationRunner {
  readonly #instances = new Map<string, ApplicationInstance>();
  readonly #awaited = new Set<string>();
  #tabs: readonly ContextTab[] = [];
  #conversation: ConversationContract | undefined;

  constructor(
    private readonly host: RunnerHost,
    private readonly getLanguage: () => Language,
    private readonly onError: (error: SessionError) => void,
  ) {}

  get(tabId: string): ApplicationInstance | undefined {
    return this.#instances.get(tabId);
  }

  /** Makes what is missing and ends what is no longer in the registry. */
  sync(tabs: readonly ContextTab[], conversation: ConversationContract | undefined): void {
    this.#tabs = tabs;
    this.#conversation = conversation;
    const open = new Map(tabs.filter(({ access }) => access === 'open').map((tab) => [tab.id, tab]));
    for (const [id, instance] of this.#instances) {
      const tab = open.get(id);
      if (tab && isCurrent(instance, tab)) continue;
      disposeInstance(instance);
      this.#instances.delete(id);
    }
    for (const tab of open.values()) {
      const instance = this.#instances.get(tab.id) ?? this.#start(tab);
      if (instance.kind !== 'element' || !conversation) continue;
      if (!syncElement(instance, tab, conversation, this.host)) this.#await(instance.tag);
    }
  }

  /** Tells every frame what is new. */
  update(): void {
    for (const instance of this.#instances.values()) if (instance.kind === 'frame') instance.port?.update();
  }

  /** Gives `instance` the frame that stands for it in the document. */
  attach(tabId: string, instance: FrameInstance, frame: Element | undefined): void {
    if (!(frame instanceof HTMLIFrameElement)) return;
    attachFrame(
      instance,
      frame,
      () => {
        const tab = this.#tabs.find(({ id }) => id === tabId);
        if (!tab || !this.#conversation) throw new SessionError('invalid-state', 'The application has ended');
        return makeView(tab, this.#conversation, this.getLanguage());
      },
      async (contentType, body) => {
        const channel = this.#tabs.find(({ id }) => id === tabId)?.channel;
        if (!channel) throw new SessionError('invalid-state', 'There is no channel to this application yet');
        await channel.sendData(contentType, body);
      },
    );
  }

  /** To be given each `message` event of the window. */
  readonly offer = (event: MessageEvent<unknown>): void => {
    for (const instance of this.#instances.values()) {
      if (instance.kind !== 'frame' || !instance.port) continue;
      const offer = instance.port.offer(event);
      if (offer === 'other') continue;
      instance.strayed = offer === 'wrong-origin' ? event.origin : undefined;
      if (instance.strayed) {
        const message = `${event.origin} asked for the data of ${instance.origin}`;
        this.onError(new SessionError('forbidden', message));
      }
      this.host.requestUpdate();
    }
  };

  /** Loads an application anew, from its registered address. */
  reload(instance: FrameInstance): void {
    instance.strayed = undefined;
    instance.generation++;
    this.host.requestUpdate();
  }

  dispose(): void {
    for (const instance of this.#instances.values()) disposeInstance(instance);
    this.#instances.clear();
  }

  #start(tab: ContextTab): ApplicationInstance {
    const instance = makeInstance(tab, document.baseURI);
    this.#instances.set(tab.id, instance);
    if (instance.kind === 'invalid') {
      this.onError(new SessionError('invalid-argument', `Application ${tab.id} has no valid url or element`));
    }
    return instance;
  }

  #await(tag: string): void {
    if (this.#awaited.has(tag)) return;
    this.#awaited.add(tag);
    void customElements.whenDefined(tag).then(() => this.host.requestUpdate());
  }
}
