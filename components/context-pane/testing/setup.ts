import { fixture, html } from '@open-wc/testing';
import type { ContextApplication } from '../../../src/session/contract';
import { MockSession, type MockContextChannel, type MockConversation } from '../../../src/mock/index';
import '../index';
import type { LyncContextPane } from '../index';

export const CARD = '7a3f9a51-66a5-4c3c-9d53-0c5d1f2f8a11';
export const ORDERS = '40499119-4b60-45a6-9a7a-dc7a384d5670';
export const UNKNOWN = '00000000-4b60-45a6-9a7a-dc7a384d5670';

export interface Stage {
  readonly session: MockSession;
  readonly conversation: MockConversation;
  readonly pane: LyncContextPane;
}

export async function makeConversation(
  contextApplications: readonly ContextApplication[],
): Promise<{ session: MockSession; conversation: MockConversation }> {
  const session = new MockSession({
    uri: 'sip:alice@contoso.com',
    displayName: 'Alice',
    contextApplications,
  });
  await session.connect();
  const conversation = session.receiveInvitation({ fromName: 'Jane Doe', subject: 'Order 1234' });
  await conversation.accept();
  return { session, conversation };
}

/** A pane with one established conversation. */
export async function stage(contextApplications: readonly ContextApplication[]): Promise<Stage> {
  const { session, conversation } = await makeConversation(contextApplications);
  const pane = await fixture<LyncContextPane>(
    html`<lync-context-pane .session=${session} .conversation=${conversation}></lync-context-pane>`,
  );
  return { session, conversation, pane };
}

export function find<E extends Element = HTMLElement>(pane: Element, selector: string): E {
  const found = pane.shadowRoot?.querySelector<E>(selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
}

export function all(pane: Element, selector: string): HTMLElement[] {
  return [...(pane.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
}

/** The visible panel's text, with white space folded. */
export function panelText(pane: Element): string {
  return find(pane, '[role=tabpanel]:not([hidden])').textContent?.replace(/\s+/g, ' ').trim() ?? '';
}

export interface Report {
  readonly what?: string;
  readonly initialContext?: string;
  readonly data?: readonly (readonly [string, string])[];
  readonly [key: string]: unknown;
}

/** The next report of the application at the other end. */
export function nextReport(channel: MockContextChannel): Promise<Report> {
  return new Promise((resolve) =>
    channel.addEventListener('data-sent', ({ body }) => resolve(JSON.parse(body) as Report), { once: true }),
  );
}

/** The next event of a type, with its own class. */
export function nextEvent<K extends keyof HTMLElementEventMap>(
  target: HTMLElement,
  type: K,
): Promise<HTMLElementEventMap[K]> {
  return new Promise((resolve) => target.addEventListener(type, resolve, { once: true }));
}
