import type { ConversationContract } from '../../src/session/contract';
import { resolveApplicationUrl } from './application-url';
import { logOf } from './channel-log';
import type { ContextTab } from './context-tabs';
import { FramePort, type ApplicationView } from './frame-port';

/** How one application runs. It is made once and lives, hidden or shown, until its conversation leaves the pane. */
export type ApplicationInstance =
  | FrameInstance
  | ElementInstance
  | { readonly kind: 'card'; readonly source: string }
  | { readonly kind: 'invalid'; readonly source: string };

export interface ElementInstance {
  readonly kind: 'element';
  readonly source: string;
  readonly tag: string;
  /** Where the page's element shows; made by hand, for its name is the application's. */
  readonly slot: HTMLSlotElement;
  element?: ApplicationElement;
}

export interface FrameInstance {
  readonly kind: 'frame';
  readonly source: string;
  readonly href: string;
  readonly origin: string;
  readonly sandbox: string;
  /** Grows when the agent reloads the application, which makes a new frame. */
  generation: number;
  frame?: HTMLIFrameElement;
  port?: FramePort;
  /** An origin that asked for the port and must not have it. */
  strayed?: string;
}

/** What the pane gives to an application that is an element of the page. */
export interface ApplicationElement extends HTMLElement {
  /** A `ContextChannelContract`; undefined for a default application that nobody feeds yet. */
  channel?: unknown;
  /** The `ConversationContract`. */
  conversation?: unknown;
  /** What came over the channel before the element was there, oldest first; set before `channel`. */
  data?: unknown;
}

const TAG = /^[a-z][\p{L}\d._-]*-[\p{L}\d._-]*$/u;
const SANDBOX = 'allow-scripts allow-forms allow-popups allow-downloads';

export function makeInstance(tab: ContextTab, base: string): ApplicationInstance {
  const { application, channel } = tab;
  const source = `${application?.element ?? ''}\n${application?.url ?? ''}`;
  if (application?.element) {
    return TAG.test(application.element)
      ? { kind: 'element', source, tag: application.element, slot: makeSlot(tab.id) }
      : { kind: 'invalid', source };
  }
  if (!application?.url) return { kind: 'card', source };
  const url = resolveApplicationUrl(application, channel?.snapshot.initialContext ?? '', base);
  if (!url.ok) return { kind: 'invalid', source };
  return {
    kind: 'frame',
    source,
    href: url.href,
    // A page of our own origin could lift a sandbox that lets it keep that origin, so it gets an opaque one.
    origin: url.sameOrigin ? 'null' : url.origin,
    sandbox: url.sameOrigin ? SANDBOX : `${SANDBOX} allow-same-origin`,
    generation: 0,
  };
}

/** Whether `instance` is still what the registry asks for. */
export function isCurrent(instance: ApplicationInstance, tab: ContextTab): boolean {
  return instance.source === `${tab.application?.element ?? ''}\n${tab.application?.url ?? ''}`;
}

/** Creates or refreshes the page's own element; undefined while the page does not define it. */
export function syncElement(
  instance: ElementInstance,
  tab: ContextTab,
  conversation: ConversationContract,
  host: HTMLElement,
): boolean {
  if (!instance.element) {
    if (!customElements.get(instance.tag)) return false;
    instance.element = document.createElement(instance.tag);
    instance.element.slot = instance.slot.name;
  }
  const { element } = instance;
  if (element.conversation !== conversation) element.conversation = conversation;
  if (element.channel !== tab.channel) {
    element.data = tab.channel ? logOf(tab.channel).data : [];
    element.channel = tab.channel;
  }
  // In the light tree: the page's own styles reach the page's own element there.
  if (element.parentNode !== host) host.append(element);
  return true;
}

function makeSlot(tabId: string): HTMLSlotElement {
  const slot = document.createElement('slot');
  slot.name = `application-${tabId}`;
  return slot;
}

export function disposeInstance(instance: ApplicationInstance): void {
  if (instance.kind === 'element') instance.element?.remove();
  if (instance.kind === 'frame') instance.port?.close();
}

/** Gives `instance` the frame that stands for it now, with a fresh line to it. */
export function attachFrame(
  instance: FrameInstance,
  frame: HTMLIFrameElement,
  getView: () => ApplicationView,
  send: (contentType: string, body: string) => Promise<void>,
): void {
  if (instance.frame === frame) return;
  instance.port?.close();
  instance.frame = frame;
  instance.port = new FramePort(frame, instance.origin, getView, send);
}

export function makeView(
  tab: ContextTab,
  conversation: ConversationContract,
  language: { readonly lang: string; readonly dir: 'ltr' | 'rtl' },
): ApplicationView {
  const { id, subject, state, participants } = conversation.snapshot;
  const channel = tab.channel?.snapshot;
  return {
    application: { id: tab.id, name: tab.name },
    conversation: {
      id,
      subject,
      state,
      participants: participants.map(({ uri, displayName }) => ({ uri, displayName })),
    },
    language: language.lang,
    direction: language.dir,
    initialContext: channel?.initialContext,
    state: channel?.state ?? 'idle',
    reason: channel?.reason ?? 'none',
    data: tab.channels.flatMap((each) => logOf(each).data).sort((a, b) => a.at - b.at),
  };
}
