import { aTimeout, fixture, html, waitUntil } from '@open-wc/testing';
import { MockSession, type MockAudioVideo, type MockConversation } from '../../../src/mock';
import '../../conversation';
import type { LyncConversation } from '../../conversation';
import type { LyncCall } from '../call';

export interface Stage {
  readonly session: MockSession;
  readonly conversation: MockConversation;
  readonly av: MockAudioVideo;
  readonly element: LyncConversation;
}

export async function settled(element: LyncConversation): Promise<void> {
  for (let i = 0; i < 2; i++) {
    await aTimeout(0);
    await element.updateComplete;
    await element.shadowRoot!.querySelector<LyncCall>('lync-call')?.updateComplete;
  }
}

export async function show(session: MockSession, conversation: MockConversation): Promise<Stage> {
  const element = await fixture<LyncConversation>(
    html`<lync-conversation .session=${session} .conversation=${conversation}></lync-conversation>`,
  );
  await waitUntil(() => element.shadowRoot!.querySelector('lync-call'), 'the code of calls');
  await settled(element);
  return { session, conversation, av: conversation.audioVideo, element };
}

export async function chatting(): Promise<Stage> {
  const session = new MockSession({ uri: 'sip:alice@contoso.com', displayName: 'Alice', calls: true });
  await session.connect();
  const conversation = session.receiveInvitation({ fromName: 'Jane Doe', fromUri: 'sip:jane@contoso.com' });
  await conversation.accept();
  return show(session, conversation);
}

export async function talking(): Promise<Stage> {
  const stage = await chatting();
  await stage.av.connect();
  await settled(stage.element);
  return stage;
}

export const root = (element: LyncConversation): ShadowRoot =>
  element.shadowRoot!.querySelector<LyncCall>('lync-call')!.shadowRoot!;
export const maybe = (element: LyncConversation, part: string): HTMLElement | null =>
  root(element).querySelector<HTMLElement>(`[part~="${part}"]`);
export function find(element: LyncConversation, part: string): HTMLElement {
  const found = maybe(element, part);
  if (!found) throw new Error(`There is no ${part}`);
  return found;
}
export const words = (element: LyncConversation): string =>
  root(element).querySelector('section')?.textContent.replace(/\s+/g, ' ').trim() ?? '';

export async function press(element: LyncConversation, part: string): Promise<void> {
  find(element, part).click();
  await settled(element);
}

/** A stream with a tone and a picture, made here. */
export function stream(): MediaStream {
  const canvas = document.createElement('canvas');
  canvas.getContext('2d')!.fillRect(0, 0, 8, 8);
  const context = new AudioContext();
  const tone = new OscillatorNode(context);
  const to = new MediaStreamAudioDestinationNode(context);
  tone.connect(to);
  tone.start();
  return new MediaStream([...canvas.captureStream().getTracks(), ...to.stream.getTracks()]);
}
