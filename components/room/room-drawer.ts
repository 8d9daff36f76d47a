import { html, nothing, type TemplateResult } from 'lit';
import type { ChatHistoryMatch, ChatRoomSessionContract } from '../../src/session/contract';
import { FocusReturn } from '../internal/focus-return';
import { icons } from '../internal/icons';
import type { PanelHost } from './panel-host';
import { RoomPeople } from './room-people';
import { RoomSearch } from './room-search';
import { RoomSettings } from './room-settings';

export type DrawerName = '' | 'people' | 'search' | 'settings';

interface Content {
  render(): TemplateResult;
  updated?(): void;
  dispose?(): void;
  /** Another room, with the same content. */
  follow?(room: ChatRoomSessionContract): void;
}

/** What stands beside the messages, one thing at a time; where there is little room it stands over them. */
export class RoomDrawer {
  current: DrawerName = '';
  #content: Content | undefined;
  #room: ChatRoomSessionContract | undefined;
  /** A message of another room is being shown: what was found stays beside it. */
  #isShowing = false;
  readonly #focusReturn = new FocusReturn();

  constructor(
    private readonly host: PanelHost,
    private readonly showMatch: (match: ChatHistoryMatch) => Promise<void>,
  ) {}

  /** True: it is another room, or none. */
  follow(room: ChatRoomSessionContract | undefined): boolean {
    if (room === this.#room) {
      if (this.current === 'settings' && room?.snapshot.canManage === false) this.#drop();
      return false;
    }
    this.#room = room;
    if (room && this.#isShowing) this.#content?.follow?.(room);
    else this.#drop();
    return true;
  }

  open(name: DrawerName, room: ChatRoomSessionContract | undefined): void {
    if (!name || !room || (name === 'settings' && !room.snapshot.canManage)) {
      this.close();
      return;
    }
    if (name === this.current) return;
    if (!this.current) this.#focusReturn.remember();
    this.#content?.dispose?.();
    this.current = name;
    this.#content = this.#make(name, room);
    this.host.element.requestUpdate();
    void this.host.element.updateComplete.then(() =>
      this.host.element.renderRoot.querySelector<HTMLElement>('.drawer h3')?.focus(),
    );
  }

  close(): void {
    if (!this.current) return;
    this.#drop();
    this.#focusReturn.restore(this.host.element);
    this.host.element.requestUpdate();
  }

  updated(): void {
    this.#content?.updated?.();
  }

  render(room: ChatRoomSessionContract | undefined): TemplateResult | typeof nothing {
    if (!this.current || !this.#content || !room) return nothing;
    const t = this.host.texts();
    const title = { people: t.people, search: t.history, settings: t.settings }[this.current];
    const key = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.stopPropagation();
      this.close();
    };
    return html`<aside class="drawer" part="drawer" id="drawer" aria-label=${title} @keydown=${key}>
      <div class="drawer-head">
        <h3 tabindex="-1">${title}</h3>
        <button class="icon-button" aria-label=${t.close} title=${t.close} @click=${() => this.close()}>
          ${icons.close}
        </button>
      </div>
      <div class="drawer-body">${this.#content.render()}</div>
    </aside>`;
  }

  #make(name: Exclude<DrawerName, ''>, room: ChatRoomSessionContract): Content {
    switch (name) {
      case 'people':
        return new RoomPeople(this.host, room);
      case 'search':
        return new RoomSearch(this.host, room, async (match) => {
          this.#isShowing = true;
          await this.showMatch(match).finally(() => (this.#isShowing = false));
          // Where the drawer covers the messages, it makes way for the one that was asked for.
          if (this.#covers()) this.#drop();
          this.host.element.requestUpdate();
        });
      case 'settings':
        return new RoomSettings(this.host, room, () => this.close());
    }
  }

  #covers(): boolean {
    const drawer = this.host.element.renderRoot.querySelector('.drawer');
    return drawer !== null && getComputedStyle(drawer).position === 'absolute';
  }

  #drop(): void {
    this.#content?.dispose?.();
    this.#content = undefined;
    this.current = '';
  }
}
