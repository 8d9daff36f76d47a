import { aTimeout, fixture, html } from '@open-wc/testing';
import { MockSession, type MockConversation } from '../../src/mock';
import type { LyncComposer } from './composer';
import type { LyncConversation } from './conversation';

export async function settled(element: LyncConversation): Promise<void> {
  await Promise.resolve();
  await element.updateComplete;
  await aTimeout(0);
  await element.updateComplete;
}

export async function live(): Promise<{
  session: MockSession;
  conversation: MockConversation;
  element: LyncConversation;
}> {
  const session = new MockSession({ uri: 'sip:alice@contoso.com', displayName: 'Alice' });
  await session.connect();
  const conversation = session.receiveInvitation({
    fromName: 'Jane Doe',
    toast: 'Hello',
    subject: 'Order 1234',
  });
  await conversation.accept();
  const element = await fixture<LyncConversation>(
    html`<lync-conversation .session=${session} .conversation=${conversation}></lync-conversation>`,
  );
  await settled(element);
  return { session, conversation, element };
}

export const root = (element: LyncConversation): ShadowRoot => element.shadowRoot!;
export const composerOf = (element: LyncConversation): LyncComposer =>
  root(element).querySelector<LyncComposer>('lync-composer')!;
export const fieldOf = (element: LyncConversation): HTMLTextAreaElement =>
  composerOf(element).shadowRoot!.querySelector('textarea')!;
export const bubbles = (element: LyncConversation): string[] =>
  [...root(element).querySelectorAll('.bubble')].map((bubble) => bubble.textContent.trim());

export async function write(element: LyncConversation, text: string): Promise<void> {
  fieldOf(element).focus();
  fieldOf(element).value = text;
  fieldOf(element).dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await composerOf(element).updateComplete;
}
