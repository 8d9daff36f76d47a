import { LitElement, type CSSResultGroup, type PropertyValues } from 'lit';
import { property } from './decorators';
import type { SessionContract } from '../../src/session/contract';
import { baseStyles, buttonStyles, fieldStyles } from './base.styles';
import { LyncErrorEvent } from './events/error-event';
import { toFailure } from './failure';
import { LocaleController } from './localisation/locale-controller';
import { SessionFinder } from './session-finder';
import { tokens } from './tokens.styles';

/** What every Lit element of the kit has: its session, its language, its custom states, and one way to report an error. */
export class LyncElement extends LitElement {
  /** First part of this class's tag and of the tags it nests; a copy under another prefix overrides it. */
  static readonly prefix: string = 'lync';

  static override styles: CSSResultGroup = [tokens, baseStyles, buttonStyles, fieldStyles];

  /** Id of the `<lync-session>` to use, when that is not an ancestor. Looked up from the element's own tree outwards. */
  @property({ attribute: 'session' }) sessionId = '';

  protected readonly locale = new LocaleController(this);
  protected readonly internals: ElementInternals = this.attachInternals();
  readonly #finder = new SessionFinder(
    this,
    () => this.tagPrefix,
    () => this.sessionId,
  );

  /** The session in use: the one set here, else that of the `session` attribute, else that of the nearest `<lync-session>`. */
  @property({ attribute: false })
  get session(): SessionContract | undefined {
    return this.#finder.session;
  }

  set session(session: SessionContract | undefined) {
    this.#finder.session = session;
  }

  protected get tagPrefix(): string {
    return (this.constructor as typeof LyncElement).prefix;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('sessionId')) this.#finder.look();
    const { dir } = this.locale.language;
    this.toggleState('rtl', dir === 'rtl');
    this.toggleState('ltr', dir === 'ltr');
  }

  /** Sets or clears a custom state, `:state(name)` in the page's CSS. */
  protected toggleState(name: string, on: boolean): void {
    // CustomStateSet is missing, or wants dashes, in browsers before 2024; styling from outside is all that is lost there.
    const { states } = this.internals;
    if (on) states?.add(name);
    else states?.delete(name);
  }

  /** Sets exactly one of `names`. */
  protected setExclusiveState(names: readonly string[], current: string): void {
    for (const name of names) this.toggleState(name, name === current);
  }

  /** Raises `lync-error` for something that was thrown. */
  protected reportError(thrown: unknown): void {
    this.dispatchEvent(new LyncErrorEvent(toFailure(thrown)));
  }
}
