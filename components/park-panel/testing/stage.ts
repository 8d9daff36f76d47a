import { aTimeout, fixture, html } from '@open-wc/testing';
import { MockSession, type MockConversation } from '../../../src/mock';
import '../index';
import type { LyncParkPanel } from '../index';

export const USER = 'sip:alice@contoso.com';

export interface Stage {
  readonly session: MockSession;
  readonly panel: LyncParkPanel;
}

export async function settled(panel: LyncParkPanel): Promise<void> {
  await aTimeout(0);
  await panel.updateComplete;
  await aTimeout(0);
  await panel.updateComplete;
}

export async function signIn(): Promise<MockSession> {
  const session = new MockSession({ uri: USER, displayName: 'Alice', calls: true });
  await session.connect();
  return session;
}

export async function show(session: MockSession): Promise<LyncParkPanel> {
  const panel = await fixture<LyncParkPanel>(html`<lync-park-panel .session=${session}></lync-park-panel>`);
  await settled(panel);
  return panel;
}

export async function stage(): Promise<Stage> {
  const session = await signIn();
  return { session, panel: await show(session) };
}

export async function call(session: MockSession, fromName = 'Jane Doe'): Promise<MockConversation> {
  const conversation = session.receiveInvitation({ fromName, modality: 'audio' });
  await conversation.accept();
  return conversation;
}

export const find = <E extends HTMLElement = HTMLElement>(panel: LyncParkPanel, selector: string): E => {
  const found = panel.shadowRoot!.querySelector<E>(selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
};
export const all = (panel: LyncParkPanel, selector: string): HTMLElement[] => [
  ...panel.shadowRoot!.querySelectorAll<HTMLElement>(selector),
];
export const text = (panel: LyncParkPanel, selector = 'section'): string =>
  find(panel, selector).textContent.replace(/\s+/g, ' ').trim();
export const rows = (panel: LyncParkPanel): string[] =>
  all(panel, '.row').map((row) => row.textContent.replace(/\s+/g, ' ').trim());
export const stored = (): string => localStorage.getItem(`lync-park:${USER}`) ?? '';
