import { html, nothing, type TemplateResult } from 'lit';
import type { ChatRoomSnapshot } from '../../src/session/contract';
import { icons } from '../internal/icons';
import type { RoomsStrings } from '../rooms/strings';
import { gear, hash, lock, magnifier } from './icons';
import type { DrawerName, RoomDrawer } from './room-drawer';

/** The line with the room's name and what one can do. */
export function roomHeader(
  room: ChatRoomSnapshot,
  t: RoomsStrings,
  drawer: RoomDrawer,
  leave: () => void,
  show: (name: DrawerName) => void,
): TemplateResult {
  const isIn = room.state !== 'terminated' && room.state !== 'terminating';
  const toggle = (name: Exclude<DrawerName, ''>, label: string, content: unknown): TemplateResult => {
    const isOpen = drawer.current === name;
    return html`<button
      class="icon-button ${name}"
      aria-label=${label}
      title=${label}
      aria-expanded=${isOpen}
      aria-controls=${isOpen ? 'drawer' : nothing}
      @click=${() => show(isOpen ? '' : name)}
    >
      ${content}
    </button>`;
  };
  return html`<header part="header">
    <span class="avatar" aria-hidden="true">${room.privacy === 'open' ? hash : lock}</span>
    <div class="who">
      <h2 dir="auto">${room.name || t.joining}</h2>
      <p dir="auto">${room.topic || room.description}</p>
    </div>
    <div class="actions">
      ${
        isIn
          ? html`${toggle('people', `${t.people}: ${t.peopleCount(room.participantCount)}`, html`${icons.people}<span class="number">${room.participantCount}</span>`)}
            ${toggle('search', t.history, magnifier)}
            ${room.canManage ? toggle('settings', t.settings, gear) : nothing}`
          : nothing
      }
      <slot name="actions"></slot>
      ${
        isIn
          ? html`<button class="icon-button" aria-label=${t.leave} title=${t.leave} @click=${leave}>
              ${icons.end}
            </button>`
          : nothing
      }
    </div>
  </header>`;
}
