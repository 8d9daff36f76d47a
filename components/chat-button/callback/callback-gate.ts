import { nothing, type LitElement, type TemplateResult } from 'lit';
import type { ConversationContract, SessionContract, VisitorContext } from '../../../src/session/contract';
import type { ChatLauncher } from '../chat-launcher';
import type { SharingOffer } from '../context-sharing';
import type { VisitorFields } from '../start-screen';
import type { Callback } from './callback';
import type { PromisedCall } from './promised-call';

/** What asking to be called needs of the panel it is shown in. */
export interface CallbackHost {
  readonly launcher: ChatLauncher;
  readonly panel: LitElement;
  readonly fields: VisitorFields;
  readonly offer: SharingOffer;
  readonly shares: boolean;
  /** BCP 47. */
  readonly lang: string;
  setField(name: keyof VisitorFields, value: string): void;
  setShares(shares: boolean): void;
  announce(text: string): void;
  report(error: unknown): void;
  session(): Promise<SessionContract>;
  /** What the agent is told of the visitor. */
  context(): VisitorContext;
  /** The call is here. */
  adopt(conversation: ConversationContract): void;
  focusChat(): void;
}

/** Asking to be called, whose code comes with the first visitor who wants it. */
export class CallbackGate {
  #callback: Callback | undefined;
  #loading: Promise<Callback | undefined> | undefined;
  #isBroken = false;

  constructor(private readonly host: CallbackHost) {}

  /** What the service has promised; a reloaded page goes on waiting for it. */
  get promised(): PromisedCall | undefined {
    return this.#callback?.promised;
  }

  /** Of the panel, while this is what it shows. */
  get title(): string | undefined {
    return this.#callback?.isShown ? this.#callback.title : undefined;
  }

  /** What stands in the place of the messages; undefined: the beginning of a chat does. */
  view(): TemplateResult | typeof nothing | undefined {
    if (this.#callback) return this.#callback.isShown ? this.#callback.view() : undefined;
    if (this.host.launcher.mode !== 'callback' || this.#isBroken) return undefined;
    void this.load().then((callback) => callback?.focus());
    return nothing;
  }

  /** The panel was opened. False: this is not what is shown. */
  focus(): boolean {
    if (!this.#callback?.isShown) return false;
    void this.#callback.focus();
    return true;
  }

  restore(promised: PromisedCall): void {
    void this.load().then((callback) => callback?.restore(promised));
  }

  load(): Promise<Callback | undefined> {
    const { host } = this;
    this.#loading ??= import('./callback').then(
      ({ Callback }) => {
        this.#callback = new Callback(host);
        host.panel.requestUpdate();
        return this.#callback;
      },
      (error: unknown) => {
        // The visitor can write; the next button press tries again.
        this.#loading = undefined;
        this.#isBroken = true;
        host.report(error);
        host.panel.requestUpdate();
        return undefined;
      },
    );
    return this.#loading;
  }
}
