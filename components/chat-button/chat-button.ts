import type { ConversationImportance, SessionContract, VisitorContext } from '../../src/session/contract';
import { styles } from './chat-button.styles';
import type { ChatLauncher, ChatMode } from './chat-launcher';
import type { LyncChatPanel } from './panel';
import { LyncChatRequestEvent } from './events/chat-request-event';
import { defaultLabel } from './labels';

const RICH = ['contact', 'context', 'session'];
const PROPERTIES = [
  ...RICH,
  'queue',
  'mode',
  'label',
  'subject',
  'importance',
  'placement',
  'capture',
  'consent',
  'server',
  'credentialsUrl',
];
const sheet = new CSSStyleSheet();
sheet.replaceSync(styles);

/**
 * @tag lync-chat-button
 * @summary The launcher of a chat on a customer's page. Until it is touched it is all there is: no library, no connection.
 * @status experimental
 * @since 0.1.0
 *
 * @attr {string} queue - SIP address of the queue, e.g. `sip:sales@contoso.com`.
 * @attr {'chat'|'call'|'callback'} [mode=chat] - What the visitor is offered first.
 * @attr {string} label - The button's text; by default it says the mode in the nearest language.
 * @attr {string} subject - Subject of the conversation, which the agent sees.
 * @attr {'low'|'normal'|'high'|'emergency'} [importance=normal] - Importance of the conversation.
 * @attr {'end'|'start'|'inline'} [placement=end] - Corner of the window, or the place in the page.
 * @attr {string} capture - What may be shared if the visitor agrees: `page`, `referrer`, `links`, `cookies:name,…`; nothing by default.
 * @attr {'opt-in'|'opt-out'} [consent=opt-out] - Whether the visitor ticks the box that shares, or finds it ticked and may take it away.
 * @attr {string} server - WebSocket address of the SIP server, which the credentials may name; `https:` address of UCWA; or several, best first.
 * @attr {string} credentials-url - Address of the site's back end that hands out guest credentials.
 * @attr {string} session - Id of a `<lync-session>` to use instead of an own session; one around the button is found without it.
 *
 * @event {LyncChatRequestEvent} lync-chat-request - The visitor pressed the button; cancelable, before anything loads.
 * @event {LyncOpenEvent} lync-open - The panel opened.
 * @event {LyncCloseEvent} lync-close - The panel closed.
 * @event {LyncUnreadChangedEvent} lync-unread-changed - The number of unread messages changed.
 * @event {LyncContextDataReceivedEvent} lync-context-data-received - An agent's application sent something for the page to show, e.g. an offer.
 * @event {LyncErrorEvent} lync-error - Something failed; the panel shows it too.
 *
 * @csspart button - The button.
 * @csspart label - Its text.
 * @csspart badge - The number of unread messages.
 * @csspart panel - The chat panel, once it was opened.
 *
 * @cssprop [--lync-accent] - Colour of the button; also the panel's accent.
 * @cssprop [--lync-on-accent] - Text on the button.
 * @cssprop [--lync-font] - Font family.
 * @cssprop [--lync-offset=20px] - Distance from the edges of the window.
 * @cssprop [--lync-z-index=1000] - Stacking of the button; the panel is in the top layer.
 */
export class LyncChatButton extends HTMLElement implements ChatLauncher {
  /** First part of this class's tag and of the panel's. */
  static readonly prefix: string = 'lync';
  static readonly observedAttributes = ['mode', 'label'];

  /** SIP address of the queue. */
  declare queue: string;
  /** What the visitor is offered first; empty means `chat`. */
  declare mode: ChatMode | '';
  /** The button's text; empty means the mode in the nearest language. */
  declare label: string;
  /** Subject of the conversation, which the agent sees. */
  declare subject: string;
  /** Importance of the conversation; empty means `normal`. */
  declare importance: ConversationImportance | '';
  /** Where the button stands: `end` (also when empty) or `start` corner, or `inline`. */
  declare placement: 'end' | 'start' | 'inline' | '';
  /** What may be shared if the visitor agrees: `page`, `referrer`, `links`, `cookies:name,…`. */
  declare capture: string;
  /** `opt-in`: nothing is shared until the visitor ticks the box; empty means `opt-out`: what will be shared is shown before. */
  declare consent: 'opt-in' | 'opt-out' | '';
  /** WebSocket address of the SIP server. */
  declare server: string;
  /** Address that hands out guest credentials. */
  declare credentialsUrl: string;
  /** Who the visitor is, as far as the site knows. Set during a chat, it is shared at once. */
  declare contact: VisitorContext['contact'];
  /** The site's own data for the agent, e.g. the cart; JSON. Set during a chat, it is shared at once. */
  declare context: VisitorContext['data'];
  /** The session to use; by default the one around the button, else one of its own. */
  declare session: SessionContract | undefined;

  readonly #button = document.createElement('button');
  readonly #label = document.createElement('span');
  readonly #languages = new MutationObserver(() => this.#render());
  readonly #rich: Record<string, unknown> = {};
  #panel: LyncChatPanel | undefined;
  #loading: Promise<LyncChatPanel> | undefined;

  static {
    for (const name of PROPERTIES) {
      const attribute = name.replace('U', '-u');
      const isRich = RICH.includes(name);
      Object.defineProperty(this.prototype, name, {
        get(this: LyncChatButton) {
          return isRich ? this.#rich[name] : (this.getAttribute(attribute) ?? '');
        },
        set(this: LyncChatButton, value: string) {
          if (isRich) {
            this.#rich[name] = value;
            this.#panel?.requestUpdate();
          } else this.setAttribute(attribute, value);
        },
      });
    }
  }

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    const button = this.#button;
    root.adoptedStyleSheets = [sheet];
    button.append(this.#label);
    button.part = 'button';
    this.#label.part = 'label';
    button.ariaHasPopup = 'dialog';
    button.onclick = () => this.open();
    // Whoever presses hears of a failure; until then it is only a head start.
    button.onpointerenter = button.onfocus = () => this.#load().catch(() => undefined);
    root.append(button);
    for (const name of PROPERTIES as 'label'[]) {
      if (Object.hasOwn(this, name)) {
        // Set before the class was known: an own property hides the accessor.
        const value = this[name];
        delete (this as Partial<this>)[name];
        this[name] = value;
      }
    }
  }

  /** Opens the panel, as a press does. Resolves when it is open, or when `lync-chat-request` was prevented. */
  async open(): Promise<void> {
    const url = this.credentialsUrl;
    if (this.#panel?.isOpen || !this.dispatchEvent(new LyncChatRequestEvent(this.queue, this.mode || 'chat')))
      return;
    // Asked for together with the code, which saves a round trip; only a panel's first session takes it.
    const credentials = !this.#panel && url && !this.session ? fetch(url, { method: 'POST' }) : undefined;
    credentials?.catch(() => undefined);
    this.#button.ariaBusy = 'true';
    try {
      (await this.#load()).open(credentials);
      this.#render();
    } catch (error) {
      this.#label.textContent = 'Try again';
      this.dispatchEvent(
        // Of the shape of LyncErrorEvent, whose file is not among the first bytes.
        Object.assign(new Event('lync-error', { bubbles: true, composed: true }), {
          failure: { code: 'connection-failed', message: String(error) },
        }),
      );
    }
    this.#button.ariaBusy = null;
  }

  /** Closes the panel; a chat in progress goes on, and the button counts what comes in. */
  close(): void {
    this.#panel?.close();
  }

  connectedCallback(): void {
    this.#languages.observe(document, { subtree: true, attributeFilter: ['lang'] });
    this.#render();
    if (this.capture.includes('links')) void import('./link-trail').then((module) => module.followLinks());
    try {
      if (sessionStorage.getItem(`lync-chat:${this.queue}`))
        void this.#load().then((panel) => panel.resume());
    } catch {
      // The browser denies the storage (private modes, sandboxed frames): then no chat was kept in it.
    }
  }

  disconnectedCallback(): void {
    this.#languages.disconnect();
  }

  attributeChangedCallback(): void {
    this.#render();
    this.#panel?.requestUpdate();
  }

  #render(): void {
    const langOf = (node: Node | null | undefined): string =>
      node ? (node as HTMLElement).lang || langOf(node.parentNode ?? (node as ShadowRoot).host) : '';
    const lang = langOf(this);
    this.#label.textContent = this.label || defaultLabel(this.mode, lang);
    this.#button.dir = /^(ar|fa|he|ur)/.test(lang) ? 'rtl' : '';
  }

  #load(): Promise<LyncChatPanel> {
    return (this.#loading ??= this.#create().catch((error: unknown) => {
      this.#loading = undefined;
      throw error;
    }));
  }

  async #create(): Promise<LyncChatPanel> {
    const { prefix } = this.constructor as typeof LyncChatButton;
    const needsSession = !this.session && !this.closest(`${prefix}-session`);
    const panel = import('./panel');
    // All at once, which saves round trips. Only the panel is waited for: it asks again for what fails of the others, and tells.
    void Promise.allSettled([
      import('../conversation/conversation-view'),
      needsSession && import('../../src/session/lync-session'),
      needsSession &&
        (this.server.startsWith('http')
          ? import('../../src/session/ucwa/servers')
          : import('../../src/session/signaling/sip-js-signaling')),
    ]);
    return (this.#panel = (await panel).createChatPanel(prefix, this, this.#button));
  }
}
