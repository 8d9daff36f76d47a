import { aTimeout, fixture, html } from '@open-wc/testing';
import { MockSession, type MockConversation } from '../../src/mock';
import type { StartConversationOptions } from '../../src/session/contract';
import type { LyncConversation } from '../conversation';
import type { LyncComposer } from '../conversation/composer';
import type { LyncChatButton } from './chat-button';
import type { LyncChatPanel } from './panel';

export interface Stage {
  readonly session: MockSession;
  readonly element: LyncChatButton;
  readonly started: { conversation: MockConversation; to: string; options: StartConversationOptions }[];
}

export async function stage(
  template = html`<lync-chat-button queue="sip:sales@contoso.com"></lync-chat-button>`,
): Promise<Stage> {
  const session = new MockSession();
  const started: Stage['started'] = [];
  session.onConversationStarted = (conversation, to, options) => started.push({ conversation, to, options });
  const element = await fixture<LyncChatButton>(template);
  element.session = session;
  return { session, element, started };
}

export const buttonOf = (element: Element): HTMLButtonElement => element.shadowRoot!.querySelector('button')!;
export const panelOf = (element: Element): LyncChatPanel =>
  element.shadowRoot!.querySelector('[part="panel"]')!;
export const chatOf = (element: Element): LyncConversation =>
  panelOf(element).shadowRoot!.querySelector('.conversation')!;
export const composerOf = (element: Element): LyncComposer =>
  chatOf(element).shadowRoot!.querySelector('[part~="composer"]')!;
export const textOf = (element: Element): string =>
  `${panelOf(element).shadowRoot!.textContent} ${chatOf(element).textContent} ${chatOf(element).shadowRoot!.textContent}`;

export async function settled(element: Element): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await aTimeout(0);
    await panelOf(element)?.updateComplete;
    await chatOf(element)?.updateComplete;
  }
}

export async function write(element: Element, text: string): Promise<void> {
  await settled(element);
  composerOf(element).onSend(text);
  await settled(element);
}
