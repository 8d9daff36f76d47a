import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { MockSession, type MockConversation } from '../../src/mock';
import { reduceMotion } from '../internal/test-support';
import './index';
import type { LyncConversation } from './index';

const uri = 'sip:contact-1@contoso.com';

async function listening(): Promise<{
  session: MockSession;
  conversation: MockConversation;
  element: LyncConversation;
}> {
  const session = new MockSession({ uri: 'sip:carol@contoso.com', displayName: 'Carol', calls: true });
  await session.connect();
  const conversation = session.contactCenter.listen({ uri, audio: false });
  conversation.receiveMessage('Is it in stock?');
  const element = await fixture<LyncConversation>(
    html`<lync-conversation .session=${session} .conversation=${conversation}></lync-conversation>`,
  );
  await waitUntil(() => part(element, 'supervision'));
  return { session, conversation, element };
}

const part = (element: LyncConversation, name: string): HTMLElement | null =>
  element.shadowRoot!.querySelector<HTMLElement>(`[part="${name}"]`);
const note = (element: LyncConversation): string => part(element, 'supervision')?.textContent.trim() ?? '';

describe('lync-conversation of a supervisor', () => {
  before(reduceMotion);

  it('has no composer while they only listen, and says beside it who reads what they write', async () => {
    const { conversation, element, session } = await listening();
    expect(conversation.snapshot.supervision).to.equal('monitor');
    expect(part(element, 'composer')).to.equal(null);
    expect(note(element)).to.equal('You hear and read everything. Nobody hears or reads you.');
    await expect(element).to.be.accessible();
    await session.contactCenter.supervise(uri, 'whisper');
    await waitUntil(() => part(element, 'composer'));
    expect(note(element)).to.equal('Only the agents hear and read you.');
    await expect(element).to.be.accessible();
    await session.contactCenter.supervise(uri, 'barge');
    await waitUntil(() => note(element) === 'The customer and the agents hear and read you.');
    await session.contactCenter.supervise(uri, 'take-over');
    await waitUntil(() => !part(element, 'supervision'));
    expect(part(element, 'composer')).not.to.equal(null);
    expect(conversation.snapshot.supervision).to.equal(undefined);
  });

  it('offers nothing that is not a supervisor’s to do', async () => {
    const { conversation, session } = await listening();
    // There is nothing to hear in a chat.
    expect(conversation.canInvoke('audio')).to.equal(false);
    await conversation.audioVideo.connect();
    const { actions } = conversation.snapshot;
    expect(actions).to.include.members(['terminate', 'hold']);
    for (const action of ['park', 'transfer', 'video', 'invite', 'share-context', 'send-message'] as const)
      expect(actions, action).not.to.include(action);
    await session.contactCenter.supervise(uri, 'barge');
    expect(conversation.canInvoke('send-message')).to.equal(true);
    expect(conversation.canInvoke('transfer')).to.equal(false);
    await session.contactCenter.supervise(uri, 'take-over');
    expect(conversation.canInvoke('transfer')).to.equal(true);
  });

  it('says it in the reader’s language, and nothing sticks out at 320 pixels', async () => {
    const { element } = await listening();
    element.style.inlineSize = '320px';
    const english = note(element);
    for (const lang of ['de', 'fr', 'es', 'ja', 'ar']) {
      element.lang = lang;
      await waitUntil(() => ![english, ''].includes(note(element)), lang);
      expect(element.scrollWidth, lang).to.be.at.most(320);
      await expect(element).to.be.accessible();
    }
  });
});
