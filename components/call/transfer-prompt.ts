import { html, nothing, type TemplateResult } from 'lit';
import type { TransferRequestedEvent } from '../../src/session/audio-video/call-events';
import { icons } from '../internal/icons';
import { shortAddress } from './address';
import type { CallStrings } from './strings';

/** Milliseconds after which who says nothing is put through: the other side waits for it. */
const PATIENCE = 15_000;

interface Asked {
  readonly by: string;
  readonly target: string;
  readonly until: number;
  readonly timer: ReturnType<typeof setTimeout>;
  readonly answer: (follows: boolean) => void;
}

/** Asks whether to go along when the other side puts this call through to somebody else. */
export class TransferPrompt {
  #asked: Asked | undefined;

  constructor(private readonly requestUpdate: () => void) {}

  get isOpen(): boolean {
    return this.#asked !== undefined;
  }

  ask(event: TransferRequestedEvent): void {
    if (event.decision) return;
    this.settle(true);
    const { promise, resolve } = withResolvers();
    event.decideWith(promise);
    this.#asked = {
      by: shortAddress(event.referredBy),
      target: shortAddress(event.transferTarget),
      until: Date.now() + PATIENCE,
      timer: setTimeout(() => this.settle(true), PATIENCE),
      answer: resolve,
    };
    this.requestUpdate();
  }

  /** Nothing if nobody is asked. */
  settle(follows: boolean): void {
    const asked = this.#asked;
    if (!asked) return;
    this.#asked = undefined;
    clearTimeout(asked.timer);
    asked.answer(follows);
    this.requestUpdate();
  }

  /** `by`: who is talked to, as people know them; `wait` says a time in words of the language. */
  render(
    t: CallStrings,
    by: string,
    wait: (milliseconds: number) => string,
  ): TemplateResult | typeof nothing {
    const asked = this.#asked;
    if (!asked) return nothing;
    return html`<div class="banner transfer-prompt" role="group" aria-labelledby="transfer-question">
      ${icons.phone}<span
        ><strong id="transfer-question" role="alert"
          ><bdi>${t.transferAsked(by || asked.by, asked.target)}</bdi></strong
        >
        <span aria-hidden="true">${t.transferSoon(wait(asked.until - Date.now()))}</span></span
      >
      <button class="button small primary" type="button" @click=${() => this.settle(true)}>
        ${t.transferFollow}
      </button>
      <button class="button small" type="button" @click=${() => this.settle(false)}>${t.transferStay}</button>
    </div>`;
  }
}

function withResolvers(): { promise: Promise<boolean>; resolve: (value: boolean) => void } {
  let resolve: (value: boolean) => void = () => undefined;
  const promise = new Promise<boolean>((settle) => (resolve = settle));
  return { promise, resolve };
}
