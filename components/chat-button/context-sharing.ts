import type { ConversationContract, VisitorContext } from '../../src/session/contract';
import { captureContext, parseCapture, type CapturedContext } from './capture';
import { LyncErrorEvent } from '../internal/events/error-event';
import { toFailure } from '../internal/failure';
import type { ChatLauncher } from './chat-launcher';
import type { VisitorFields } from './start-screen';

/** What could be shared, for the visitor to see before anything is. */
export interface SharingOffer extends CapturedContext {
  readonly data?: VisitorContext['data'];
}

/**
 * Puts together what the agent is told of the visitor, and keeps it current while the chat lives. Who they are (typed in, or known to the site)
 * is always told; what they looked at, and the site's data, only while the visitor agrees.
 */
export class ContextSharing {
  #contact: VisitorContext['contact'];
  #data: VisitorContext['data'];
  #isNewPage = false;
  /** The title that was shared last: many pages set theirs after they were navigated to. */
  #title = '';
  readonly #titleWatch = new MutationObserver(() => {
    if (document.title !== this.#title) this.#navigated();
  });
  #getConversation: () => ConversationContract | undefined = () => undefined;
  #agrees: () => boolean = () => false;

  constructor(private readonly launcher: ChatLauncher) {}

  follow(getConversation: () => ConversationContract | undefined, agrees: () => boolean): void {
    this.#getConversation = getConversation;
    this.#agrees = agrees;
    pageNavigation()?.addEventListener('navigatesuccess', this.#navigated);
    addEventListener('popstate', this.#navigated);
    this.#titleWatch.observe(document.head, { subtree: true, childList: true, characterData: true });
  }

  unfollow(): void {
    pageNavigation()?.removeEventListener('navigatesuccess', this.#navigated);
    removeEventListener('popstate', this.#navigated);
    this.#titleWatch.disconnect();
  }

  offer(): SharingOffer {
    const { capture, context } = this.launcher;
    return { ...captureContext(capture), ...(context && Object.keys(context).length && { data: context }) };
  }

  /** The chat goes on on another page than it began on: that is news as soon as the conversation takes it. */
  expectNewPage(): void {
    this.#isNewPage = true;
  }

  /** For the invitation; what it returns counts as shared. */
  collect(fields: VisitorFields, agrees: boolean): VisitorContext {
    this.#contact = this.launcher.contact;
    this.#data = this.launcher.context;
    this.#isNewPage = false;
    this.#title = document.title;
    const typed = Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim()));
    const contact = { ...typed, ...this.launcher.contact };
    return { ...(Object.keys(contact).length && { contact }), ...(agrees && this.offer()) };
  }

  /** Shares what the page has set since, as soon as the conversation takes it. */
  update(): void {
    const conversation = this.#getConversation();
    if (!conversation?.canInvoke('share-context') || conversation.snapshot.state !== 'established') return;
    if (this.#isNewPage) this.#navigated();
    this.#isNewPage = false;
    const { contact, context: data } = this.launcher;
    const isNewContact = contact !== this.#contact;
    const isNewData = data !== this.#data && this.#agrees();
    this.#contact = contact;
    this.#data = data;
    if (isNewContact || isNewData) {
      this.#share(conversation, {
        ...(isNewContact && contact && { contact }),
        ...(isNewData && data && { data }),
      });
    }
  }

  readonly #navigated = (): void => {
    const conversation = this.#getConversation();
    const { page, links } = parseCapture(this.launcher.capture);
    if (!conversation?.canInvoke('share-context') || !this.#agrees() || !(page || links)) return;
    const { cookies: _unchanged, ...captured } = captureContext(this.launcher.capture);
    this.#title = document.title;
    this.#share(conversation, captured);
  };

  #share(conversation: ConversationContract, context: VisitorContext): void {
    conversation.shareContext(context).catch((error: unknown) => {
      this.launcher.dispatchEvent(new LyncErrorEvent(toFailure(error)));
    });
  }
}

/** The Navigation API, where the browser has it: it also tells of `history.pushState()`. */
function pageNavigation(): EventTarget | undefined {
  return (globalThis as { navigation?: EventTarget }).navigation;
}
