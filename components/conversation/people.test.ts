import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { MockSession, type MockConversation } from '../../src/mock';
import { heard, reduceMotion } from '../internal/test-support';
import type { LyncParticipants } from '../participants';
import './index';
import type { LyncConversation } from './index';

const BOB = {
  uri: 'sip:bob@contoso.com',
  displayName: 'Bob Baker',
  role: 'presenter',
  audioVideo: 'connected',
} as const;
const DAVE = { uri: 'sip:dave@contoso.com', displayName: 'Dave Dawson' } as const;

const find = <E extends HTMLElement = HTMLElement>(root: Element, selector: string): E | null =>
  root.shadowRoot!.querySelector<E>(selector);
const words = (root: Element, selector: string): string =>
  find(root, selector)?.textContent.replace(/\s+/g, ' ').trim() ?? '';

async function signIn(): Promise<MockSession> {
  const session = new MockSession({
    uri: 'sip:alice@contoso.com',
    displayName: 'Alice',
    calls: true,
    conferences: true,
  });
  await session.connect();
  return session;
}

async function show(
  session: MockSession,
  conversation: MockConversation,
  compact = false,
): Promise<LyncConversation> {
  const element = await fixture<LyncConversation>(
    html`<lync-conversation
      ?compact=${compact}
      .session=${session}
      .conversation=${conversation}
    ></lync-conversation>`,
  );
  await element.updateComplete;
  return element;
}

async function inConference(
  compact = false,
): Promise<{ conversation: MockConversation; element: LyncConversation }> {
  const session = await signIn();
  const conversation = session.receiveInvitation({
    subject: 'Review',
    conference: { role: 'presenter', participants: [BOB, DAVE] },
  });
  await conversation.accept();
  const element = await show(session, conversation, compact);
  await waitUntil(() => find(element, '[part=people-button]'));
  return { conversation, element };
}

describe('lync-conversation in a conference', () => {
  before(reduceMotion);

  for (const compact of [false, true])
    it(`shows who is in and who speaks${compact ? ', without a header as well' : ''}`, async () => {
      const { conversation, element } = await inConference(compact);
      expect(words(element, '[part=active-speaker]')).to.equal('3 people');
      conversation.conference!.changeParticipant(BOB.uri, { isSpeaking: true });
      await waitUntil(() => words(element, '[part=active-speaker]') === 'Bob Baker is speaking');
      conversation.conference!.setLocked(true);
      await waitUntil(() => words(element, '.lock') === 'Locked');
      await expect(element).to.be.accessible();
    });

  it('says in plain words that this person is muted, with all about the people closed', async () => {
    const { conversation, element } = await inConference();
    const self = 'sip:alice@contoso.com';
    conversation.conference!.changeParticipant(self, { isMuted: true, isMutedByServer: true });
    await waitUntil(() => words(element, '[part=people-muted]') === 'You are muted');
    await expect(element).to.be.accessible();
    conversation.conference!.changeParticipant(self, { isMuted: false, isMutedByServer: false });
    await waitUntil(() => !find(element, '[part=people-muted]'));
  });

  it('says in the reader’s language what the session notes in the transcript', async () => {
    const { conversation, element } = await inConference();
    const noted = { kind: 'notice', notice: 'rejoined' } as const;
    const self = { uri: 'sip:alice@contoso.com', displayName: 'Alice', isSelf: true, isTyping: false };
    conversation.receiveMessage('The page was loaded again.', { ...noted, from: self });
    conversation.receiveMessage('What others say is shown as they say it.', noted);
    await waitUntil(
      () => words(element, '[part=notice]') === 'The page was loaded again. You are back in the conference.',
    );
    element.lang = 'de';
    await waitUntil(() => words(element, '[part=notice]').startsWith('Die Seite wurde neu geladen.'));
    expect(words(element, '[part=notice]:last-child')).to.equal('What others say is shown as they say it.');
  });

  it('names the author of each message', async () => {
    const { conversation, element } = await inConference();
    for (const { displayName, uri } of [BOB, DAVE])
      conversation.receiveMessage(`from ${displayName}`, {
        from: { uri, displayName, isSelf: false, isTyping: false },
      });
    await waitUntil(() => element.shadowRoot!.querySelectorAll('.meta .name').length === 2);
    const names = [...element.shadowRoot!.querySelectorAll('.meta .name')].map(({ textContent }) =>
      textContent.trim(),
    );
    expect(names).to.deep.equal(['Bob Baker', 'Dave Dawson']);
  });

  it('opens all about the people, tells each of them once, and closes with Escape', async () => {
    const { conversation, element } = await inConference();
    find(element, '[part=people-button]')!.click();
    await element.updateComplete;
    const people = find<LyncParticipants>(element, 'lync-participants')!;
    await people.updateComplete;
    expect(people.shadowRoot!.querySelectorAll('.roster > .row')).to.have.length(3);
    await expect(element).to.be.accessible();
    let added = 0;
    element.addEventListener('lync-participant-added', () => added++);
    const changed = heard(element, 'lync-participant-changed');
    conversation.addParticipant({ uri: 'sip:erin@contoso.com', displayName: 'Erin' });
    conversation.conference!.addParticipant({ uri: 'sip:erin@contoso.com', displayName: 'Erin' });
    conversation.conference!.changeParticipant(BOB.uri, { role: 'attendee' });
    expect((await changed).participant.role).to.equal('attendee');
    expect(added).to.equal(1);
    people.focus();
    people.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true, cancelable: true }),
    );
    await element.updateComplete;
    expect(find(element, 'lync-participants')).to.equal(null);
    await element.updateComplete;
    expect(element.shadowRoot!.activeElement === find(element, '[part=people-button]')).to.equal(true);
  });

  it('becomes one when somebody is added, and keeps what was written', async () => {
    const session = await signIn();
    const conversation = session.receiveInvitation({ fromUri: BOB.uri, fromName: 'Bob Baker' });
    await conversation.accept();
    conversation.receiveMessage('Hello');
    const element = await show(session, conversation);
    element.people = [{ uri: DAVE.uri, name: DAVE.displayName }];
    await waitUntil(() => find(element, '[part=add-people]'));
    find(element, '[part=add-people]')!.click();
    await waitUntil(() => find(element, 'lync-participants')?.shadowRoot?.querySelector('.share-form'));
    const people = find<LyncParticipants>(element, 'lync-participants')!;
    await expect(element).to.be.accessible();
    find<HTMLInputElement>(people, '.person input')!.click();
    const request = heard(element, 'lync-invite-request');
    find<HTMLFormElement>(people, '.share-form')!.requestSubmit();
    expect((await request).to).to.deep.equal([DAVE.uri]);
    await waitUntil(() => words(element, '[part=active-speaker]') === '3 people');
    expect(find(element, '[part=add-people]')).to.equal(null);
    expect(words(element, '.bubble')).to.equal('Hello');
  });

  it('says why it is over', async () => {
    const { conversation, element } = await inConference();
    conversation.conference!.finish('ejected');
    await waitUntil(() => words(element, '[part=active-speaker]') === 'You were removed from the conference');
    expect(words(element, '.ended')).to.contain('The conversation has ended');
    await expect(element).to.be.accessible();
  });

  it('has none of it in a conversation that cannot become one', async () => {
    const session = new MockSession({ uri: 'sip:alice@contoso.com' });
    await session.connect();
    const conversation = session.receiveInvitation({ fromName: 'Jane' });
    await conversation.accept();
    const element = await show(session, conversation);
    await element.updateComplete;
    expect(find(element, '[part=add-people], [part=people]')).to.equal(null);
  });
});
