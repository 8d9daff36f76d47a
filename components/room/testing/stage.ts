import { aTimeout, fixture, html } from '@open-wc/testing';
import {
  MockSession,
  type MockChatRoom,
  type MockPersistentChat,
  type MockRoom,
} from '../../../src/mock/index';
import type { MockRoomOptions } from '../../../src/mock/index';
import '../index';
import type { LyncRoom } from '../index';
import type { LyncRoomComposer } from '../room-composer';

export const ALICE = { uri: 'sip:alice@contoso.com', displayName: 'Alice Archer' };
export const BOB = { uri: 'sip:bob@contoso.com', displayName: 'Bob Baker' };
export const CAROL = { uri: 'sip:carol@contoso.com', displayName: 'Carol Carter' };

/** Heights are the page's matter. */
const page = new CSSStyleSheet();
page.replaceSync('.stage { block-size: 500px; inline-size: 900px; }');
document.adoptedStyleSheets.push(page);

export interface RoomStage {
  readonly session: MockSession;
  readonly chat: MockPersistentChat;
  /** At the server. */
  readonly server: MockRoom;
  readonly room: MockChatRoom;
  readonly element: LyncRoom;
}

export async function connectedSession(): Promise<{ session: MockSession; chat: MockPersistentChat }> {
  const session = new MockSession({ ...ALICE });
  await session.connect();
  const chat = session.persistentChat!;
  chat.users.push(ALICE, BOB, CAROL);
  return { session, chat };
}

/** Alice in a room with Bob; `prepare` plays what was before she came. */
export async function stage(
  options: Partial<MockRoomOptions> = {},
  prepare: (server: MockRoom, chat: MockPersistentChat) => void = () => undefined,
): Promise<RoomStage> {
  const { chat, session } = await connectedSession();
  const server = chat.addRoom({ name: 'Sales floor', topic: 'Winter sale', ...options });
  server.enter(BOB);
  prepare(server, chat);
  const element = await fixture<LyncRoom>(
    html`<lync-room class="stage" .session=${session} room-uri=${server.uri}></lync-room>`,
  );
  await settle(element);
  return { session, chat, server, room: server.session!, element };
}

export async function settle(element: { readonly updateComplete: Promise<boolean> }): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await aTimeout(0);
    await element.updateComplete;
  }
}

export async function frames(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
}

export const all = (element: Element, selector: string): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
];

export function find(element: Element, selector: string): HTMLElement {
  const [found] = all(element, selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
}

export const composerOf = (element: Element): LyncRoomComposer =>
  find(element, '[part="composer"]') as LyncRoomComposer;

export const fieldOf = (element: Element): HTMLTextAreaElement =>
  find(composerOf(element), 'textarea') as HTMLTextAreaElement;

export async function write(element: Element, text: string): Promise<void> {
  const field = fieldOf(element);
  field.focus();
  field.value = text;
  field.setSelectionRange(text.length, text.length);
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await composerOf(element).updateComplete;
}

export async function press(element: Element, key: string): Promise<void> {
  fieldOf(element).dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
  );
  await settle(composerOf(element));
}

export const texts = (element: Element, selector: string): string[] =>
  all(element, selector).map((each) => each.textContent.replace(/\s+/g, ' ').trim());
