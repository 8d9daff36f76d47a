import { expect } from '@open-wc/testing';
import { SessionError } from '../../src/session/contract';
import type { MockConversation } from '../../src/mock';
import { heard, reduceMotion } from '../internal/test-support';
import type { LyncParticipants } from './index';
import { all, BOB, CAROL, click, find, rows, settled, show, signIn, stage, text } from './testing/stage';

const DAVE = { uri: 'sip:dave@contoso.com', name: 'Dave Dawson' };

async function write(element: LyncParticipants, address: string): Promise<void> {
  find<HTMLInputElement>(element, '#other').value = address;
  find<HTMLFormElement>(element, '.share-form').requestSubmit();
  await settled(element);
}

/** A conversation of two, in which something was written. */
async function two(): Promise<{ conversation: MockConversation; element: LyncParticipants }> {
  const session = await signIn();
  const conversation = session.receiveInvitation({ fromUri: BOB.uri, fromName: 'Bob Baker' });
  await conversation.accept();
  conversation.receiveMessage('Hello');
  return { conversation, element: await show(session, conversation) };
}

describe('lync-participants adds people', () => {
  before(reduceMotion);

  it('who are known, by a click, and others by address', async () => {
    const { element, conference, conversation } = await stage();
    element.people = [DAVE, { uri: BOB.uri, name: 'Bob Baker' }];
    await click(element, '[part=invite]');
    expect(element.shadowRoot!.activeElement?.localName).to.equal('input');
    // Who is in is not offered.
    expect(all(element, '.person').map(({ textContent }) => textContent.trim())).to.deep.equal([
      'Dave Dawson',
    ]);
    await expect(element).to.be.accessible();
    find<HTMLFormElement>(element, '.share-form').requestSubmit();
    await settled(element);
    expect(text(element, '.error')).to.contain('Choose somebody');
    await expect(element).to.be.accessible();
    find<HTMLInputElement>(element, '.person input').click();
    const request = heard(element, 'lync-invite-request');
    await write(element, 'erin');
    expect(await request).to.deep.include({
      conversation,
      cancelable: true,
      to: [DAVE.uri, 'sip:erin@contoso.com'],
    });
    expect(conference.snapshot.participants.map(({ uri }) => uri)).to.include.members([
      DAVE.uri,
      'sip:erin@contoso.com',
    ]);
    expect(all(element, '.share-form')).to.have.length(0);
  });

  it('unless the page prevents it', async () => {
    const { element, conference } = await stage();
    element.addEventListener('lync-invite-request', (event) => event.preventDefault());
    expect(element.invite([DAVE.uri])).to.equal(false);
    expect(conference.snapshot.invitees).to.have.length(0);
  });

  it('shows who is asked, who did not come and why, and asks again', async () => {
    const { element, conference } = await stage();
    element.people = [DAVE];
    let decline: (error: Error) => void = () => undefined;
    conference.onInvited = () => new Promise((_, reject) => (decline = reject));
    element.invite([DAVE.uri]);
    await settled(element);
    expect(text(element, '[part=invitee]')).to.contain('Dave Dawson').and.to.contain('is being asked');
    await expect(element).to.be.accessible();
    decline(new SessionError('busy', 'Busy'));
    await settled(element);
    expect(text(element, '[part=invitee]')).to.contain('They are busy.');
    expect(all(element, '[part=failure]')).to.have.length(0);
    await expect(element).to.be.accessible();
    conference.onInvited = async (uri) => conference.addParticipant({ uri, displayName: 'Dave Dawson' });
    await click(element, '[part=ask-again]');
    expect(all(element, '[part=invitee]')).to.have.length(0);
    expect(rows(element).join()).to.contain('Dave Dawson');
  });

  it('withdraws an invitation', async () => {
    const { element, conference } = await stage();
    let signal: AbortSignal | undefined;
    conference.onInvited = (_, options) => {
      signal = options.signal;
      return new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(new SessionError('aborted', 'Withdrawn'))),
      );
    };
    element.invite([DAVE.uri]);
    await settled(element);
    await click(element, '[part=withdraw]');
    expect(signal?.aborted).to.equal(true);
    expect(all(element, '[part=failure]')).to.have.length(0);
  });

  it('says what the conference refuses', async () => {
    const { element, conference } = await stage();
    conference.invite = () => Promise.reject(new SessionError('invalid-argument', 'In already'));
    element.invite([CAROL.uri]);
    await settled(element);
    expect(text(element, '[part=failure]'))
      .to.contain('The invitation was not sent.')
      .and.to.contain('in already');
  });

  it('makes a conference of a conversation of two', async () => {
    const { conversation, element } = await two();
    expect(text(element))
      .to.contain('Alice Archer')
      .and.to.contain('Bob Baker')
      .and.to.contain('becomes a conference');
    await expect(element).to.be.accessible();
    await click(element, '[part=invite]');
    await write(element, 'dave@contoso.com');
    expect(conversation.snapshot.state).to.equal('conferenced');
    expect(conversation.snapshot.messages.map(({ body }) => body)).to.deep.equal(['Hello']);
    expect(rows(element)).to.have.length(3);
    expect(element.matches(':state(conferenced)')).to.equal(true);
  });

  it('shows that it is on its way, can be stopped, and says when it failed', async () => {
    const { conversation, element } = await two();
    let fail: (error: Error) => void = () => undefined;
    conversation.escalate = (options) =>
      new Promise((_, reject) => {
        fail = reject;
        options?.signal?.addEventListener('abort', () => reject(new SessionError('aborted', 'Given up')));
      });
    element.invite([DAVE.uri]);
    await settled(element);
    expect(text(element, '[part=escalating]')).to.contain('A conference is being made');
    expect(element.matches(':state(escalating)')).to.equal(true);
    await expect(element).to.be.accessible();
    await click(element, '[part=stop]');
    expect(all(element, '[part=escalating], [part=failure]')).to.have.length(0);
    element.invite([DAVE.uri]);
    await settled(element);
    fail(new SessionError('no-answer', 'They did not come'));
    await settled(element);
    expect(text(element, '[part=failure]'))
      .to.contain('the conversation goes on as it was')
      .and.to.contain('Nobody answered');
    await expect(element).to.be.accessible();
  });

  it('shows in another conversation nothing of what was asked in this one', async () => {
    const { conversation, element } = await two();
    let fail: (error: Error) => void = () => undefined;
    conversation.escalate = () => new Promise((_, reject) => (fail = reject));
    element.invite([DAVE.uri]);
    const other = await stage();
    element.conversation = other.conversation;
    await settled(element);
    expect(element.matches(':state(escalating)')).to.equal(false);
    const error = heard(element, 'lync-error');
    fail(new SessionError('no-answer', 'They did not come'));
    expect((await error).failure.code).to.equal('no-answer');
    await settled(element);
    expect(all(element, '[part=failure]')).to.have.length(0);
  });

  it('says when nobody can be added', async () => {
    const { conversation, element } = await two();
    conversation.canInvoke = () => false;
    element.requestUpdate();
    await settled(element);
    expect(text(element)).to.contain('Nobody can be added');
    expect(all(element, '[part=invite]')).to.have.length(0);
    element.askToInvite();
    await settled(element);
    expect(all(element, '.share-form')).to.have.length(0);
  });
});
