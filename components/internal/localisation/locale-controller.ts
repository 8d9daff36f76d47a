import type { LitElement, ReactiveController } from 'lit';
import { nearestLanguage, observeLanguage, type Language } from './language';
import { onStringsChanged, type StringTable, type Texts } from './strings';

/** Gives its host the nearest `lang` and `dir` and the texts for them, and re-renders it when any of these change. */
export class LocaleController implements ReactiveController {
  language: Language = { lang: 'en', dir: 'ltr' };
  #stop: (() => void)[] = [];

  constructor(private readonly host: LitElement) {
    host.addController(this);
  }

  /** The texts of `table` in the host's language. */
  texts<T extends Texts>(table: StringTable<T>): T {
    return table.get(this.language.lang);
  }

  hostConnected(): void {
    this.#refresh();
    this.#stop = [
      observeLanguage(this.host, () => this.#refresh()),
      onStringsChanged(() => this.host.requestUpdate()),
    ];
  }

  hostDisconnected(): void {
    for (const stop of this.#stop.splice(0)) stop();
  }

  #refresh(): void {
    const next = nearestLanguage(this.host);
    if (next.lang === this.language.lang && next.dir === this.language.dir) return;
    this.language = next;
    this.host.requestUpdate();
  }
}
