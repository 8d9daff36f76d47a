import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { faceOf, type ContextTab } from './context-tabs';
import { stateName } from './faces.template';
import type { ContextPaneStrings } from './strings/index';

export interface TabActions {
  select(id: string): void;
  move(event: KeyboardEvent): void;
}

/** The tabs, as the ARIA pattern wants them: one stop for Tab, arrows between them, selection follows the focus. */
export function renderTabs(
  tabs: readonly ContextTab[],
  selected: string,
  unseen: ReadonlySet<string>,
  t: ContextPaneStrings,
  actions: TabActions,
): TemplateResult {
  return html`<div
    class="tabs"
    part="tabs"
    role="tablist"
    aria-label=${t.label}
    @keydown=${(event: KeyboardEvent) => actions.move(event)}
  >
    ${repeat(
      tabs,
      ({ id }) => id,
      (tab) => {
        const isSelected = tab.id === selected;
        const face = tab.access === 'open' ? faceOf(tab.channel?.snapshot) : 'blocked';
        return html`<button
          class="tab"
          part="tab"
          role="tab"
          type="button"
          id="tab-${tab.id}"
          aria-controls="panel-${tab.id}"
          aria-selected=${isSelected}
          tabindex=${isSelected ? 0 : -1}
          title=${tab.name}
          @click=${() => actions.select(tab.id)}
        >
          <span class="dot ${face}"></span>
          <bdi class="tab-name">${tab.name}</bdi>
          <span class="visually-hidden">${face === 'blocked' ? t.stateBlocked : stateName(face, t)}</span>
          ${unseen.has(tab.id) ? html`<span class="unseen" part="unseen">${t.unseen}</span>` : nothing}
        </button>`;
      },
    )}
  </div>`;
}

/** The tab that a key leads to (arrows, Home, End), or undefined for any other key. */
export function moveInTabs(
  { key }: KeyboardEvent,
  tabs: readonly ContextTab[],
  selected: string,
  dir: 'ltr' | 'rtl',
): string | undefined {
  const from = tabs.findIndex(({ id }) => id === selected);
  const forward = dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  const back = dir === 'rtl' ? 'ArrowRight' : 'ArrowLeft';
  if (key === 'Home') return tabs[0]?.id;
  if (key === 'End') return tabs.at(-1)?.id;
  if (key === forward) return tabs[(from + 1) % tabs.length]?.id;
  if (key === back) return tabs.at(from - 1)?.id;
  return undefined;
}
