import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import fc from 'fast-check';
import { SessionError } from '../../src/session/contract';
import { MockSession, type MockConversation } from '../../src/mock/index';
import { LyncInvitationAcceptRequestEvent, registerInvitations, type LyncInvitations } from './index';
import { isShortcut, parseShortcut } from './shortcut';
import { timeLeft } from './toasts';

async function stage(): Promise<{ session: MockSession; element: LyncInvitations }> {
  const session = new MockSession({
    uri: 'sip:alice@contoso.com',
    contextApplications: [{ id: '7a3f9a51-66a5-4c3c-9d53-0c5d1f2f8a11', name: 'Customer' }],
  });
  await session.connect();
  const element = await fixture<LyncInvitations>(
    html`<lync-invitations .session=${session}></lync-invitations>`,
  );
  return { session, element };
}

const all = (element: Element, selector: string): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
];
const find = (element: Element, selector: string): HTMLElement => {
  const [found] = all(element, selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
};
const settle = async (element: LyncInvitations): Promise<void> => {
  await aTimeout(0);
  await element.updateComplete;
};

describe('lync-invitations', () => {
  it('has a face for nobody, for no connection, and none when it floats', async () => {
    const { session, element } = await stage();
    expect(find(element, '[part=empty]').textContent).to.contain('Nobody is waiting');
    expect(find(element, '[part=empty]').textContent).to.contain('F6');
    expect(element.matches(':state(empty)')).to.equal(true);
    await expect(element).to.be.accessible();
    session.loseConnection();
    await settle(element);
    expect(find(element, '[part=empty]').textContent).to.contain('You are not connected');
    await expect(element).to.be.accessible();
    element.floating = true;
    await settle(element);
    expect(all(element, '[part=empty]')).to.have.length(0);
  });

  it('shows who, what and how long, and says it once, at once', async () => {
    const { session, element } = await stage();
    const conversation = session.receiveInvitation({
      fromName: '<i>Jane</i>',
      subject: 'Order 1234',
      toast: 'Hello',
      importance: 'emergency',
      expiresIn: 20_000,
    });
    conversation.setQueue({ state: 'offering', queueName: 'Sales' });
    await settle(element);
    expect(find(element, '[part=name]').textContent).to.equal('<i>Jane</i>');
    expect(find(element, '[part=queue]').textContent).to.equal('Sales');
    expect(find(element, '[part=subject]').textContent).to.equal('Order 1234');
    expect(find(element, '[part=text]').textContent).to.equal('Hello');
    expect(find(element, '[part=importance]').textContent).to.contain('Emergency');
    expect(find(element, '[part=countdown]').textContent).to.match(/20|19/);
    const live = find(element, '[aria-live=assertive]');
    expect(live.textContent).to.equal('<i>Jane</i> wants to chat. Hello Press F6 to answer.');
    expect(all(element, 'ul [aria-live]')).to.have.length(0);
    expect(element.matches(':state(ringing)')).to.equal(true);
    expect(document.activeElement === document.body).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('accepts and declines', async () => {
    const { session, element } = await stage();
    const first = session.receiveInvitation({ fromName: 'A' });
    const second = session.receiveInvitation({ fromName: 'B' });
    await settle(element);
    let asked: LyncInvitationAcceptRequestEvent | undefined;
    element.addEventListener('lync-invitation-accept-request', (event) => (asked = event));
    find(element, '[part=accept]').click();
    await settle(element);
    expect(asked).to.be.instanceOf(LyncInvitationAcceptRequestEvent);
    expect(asked?.conversation).to.equal(first);
    expect(asked?.invitation?.fromName).to.equal('A');
    expect(first.snapshot.state).to.equal('established');
    find(element, '[part=decline]').click();
    await settle(element);
    expect(second.snapshot.endReason).to.equal('declined');
    expect(all(element, '[part=toast]')).to.have.length(0);
  });

  it('leaves the answer to a page that prevents it', async () => {
    const { session, element } = await stage();
    const conversation = session.receiveInvitation({});
    await settle(element);
    element.addEventListener('lync-invitation-decline-request', (event) => event.preventDefault());
    find(element, '[part=decline]').click();
    await settle(element);
    expect(conversation.snapshot.state).to.equal('incoming');
    expect(find(element, '[part=decline]').textContent?.trim()).to.equal('Decline');
  });

  it('shows that it is accepting, and that it failed, with another try', async () => {
    const { session, element } = await stage();
    const conversation = session.receiveInvitation({ fromName: 'A' });
    let fail: (error: Error) => void = () => undefined;
    conversation.accept = () => new Promise((_, reject) => (fail = reject));
    await settle(element);
    find(element, '[part=accept]').click();
    await settle(element);
    expect(find(element, '[part=accept]').textContent).to.contain('Accepting');
    expect(find(element, '[part=decline]').getAttribute('aria-disabled')).to.equal('true');
    let code = '';
    element.addEventListener('lync-error', ({ failure }) => (code = failure.code));
    fail(new SessionError('timeout', 'No answer'));
    await settle(element);
    expect(code).to.equal('timeout');
    expect(find(element, '[role=alert]').textContent).to.contain('could not be accepted');
    expect(find(element, '[part=accept]').getAttribute('aria-disabled')).to.equal('false');
    await expect(element).to.be.accessible();
  });

  for (const [reason, text] of [
    ['answered-elsewhere', 'Answered elsewhere'],
    ['terminated-remotely', 'No longer waiting'],
    ['no-answer', 'The offer ran out'],
  ] as const) {
    it(`tells ${reason}, and can be put away`, async () => {
      const { session, element } = await stage();
      const conversation = session.receiveInvitation({ fromName: 'A', toast: 'Hi' });
      await settle(element);
      conversation.setState('terminated', reason);
      await settle(element);
      expect(find(element, '[part=reason]').textContent).to.equal(text);
      expect(all(element, '[part=accept]')).to.have.length(0);
      expect(element.matches(':state(ringing)')).to.equal(false);
      await expect(element).to.be.accessible();
      find(element, '[part=dismiss]').click();
      await settle(element);
      expect(all(element, '[part=toast]')).to.have.length(0);
    });
  }

  it('shows `max`, those that run out first on top, and the rest on demand', async () => {
    const { session, element } = await stage();
    element.max = 2;
    for (const [fromName, expiresIn] of [
      ['late', 30_000],
      ['soon', 5_000],
      ['later', 40_000],
    ] as const) {
      session.receiveInvitation({ fromName, expiresIn });
    }
    await settle(element);
    const names = (): (string | null)[] => all(element, '[part=name]').map(({ textContent }) => textContent);
    expect(names()).to.deep.equal(['soon', 'late']);
    expect(find(element, '[part=more]').textContent).to.contain('1 more waiting');
    await expect(element).to.be.accessible();
    find(element, '[part=more]').click();
    await settle(element);
    expect(names()).to.deep.equal(['soon', 'late', 'later']);
  });

  it('is reached by F6 and gives the focus back, by F6, Escape or an answer', async () => {
    const { session, element } = await stage();
    // Not a fixture: that one waits for a frame, and a page in the background has none.
    const input = document.createElement('input');
    element.before(input);
    input.focus();
    session.receiveInvitation({ fromName: 'A' });
    session.receiveInvitation({ fromName: 'B' });
    await settle(element);
    expect(document.activeElement === input).to.equal(true);
    for (const back of ['F6', 'Escape'] as const) {
      await sendKeys({ press: 'F6' });
      expect(element.shadowRoot!.activeElement === find(element, '[part=accept]')).to.equal(true);
      await sendKeys({ press: back });
      expect(document.activeElement === input).to.equal(true);
    }
    await sendKeys({ press: 'F6' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    await settle(element);
    expect(element.shadowRoot!.activeElement === find(element, '[part=accept]')).to.equal(true);
    await sendKeys({ press: 'Enter' });
    await settle(element);
    expect(document.activeElement === input).to.equal(true);
  });

  it('keeps a toast away that the page prevented', async () => {
    const { session, element } = await stage();
    session.addEventListener('invitation-received', (event) => event.preventDefault());
    session.receiveInvitation({});
    await settle(element);
    expect(all(element, '[part=toast]')).to.have.length(0);
    expect(find(element, '[aria-live=assertive]').textContent).to.equal('');
  });

  it('shows toasts of registered applications only', async () => {
    const { session, element } = await stage();
    const conversation = session.receiveInvitation({});
    await conversation.accept();
    await settle(element);
    const open = (applicationId: string, toast: string): unknown =>
      conversation.openContextChannel({ applicationId, applicationName: 'Customer', toast });
    open('00000000-66a5-4c3c-9d53-0c5d1f2f8a11', 'You have won');
    open('7a3f9a51-66a5-4c3c-9d53-0c5d1f2f8a11', 'A gold customer');
    await settle(element);
    expect(all(element, '[part~=context-toast]')).to.have.length(1);
    expect(find(element, '[part~=context-toast]').textContent).to.contain('A gold customer');
    expect(find(element, '[role=status]').textContent).to.contain('A gold customer');
    await expect(element).to.be.accessible();
  });

  it('works alone with `conversations`, set before it is connected, and after it has moved', async () => {
    const session = new MockSession({ uri: 'sip:alice@contoso.com' });
    const conversation: MockConversation = session.receiveInvitation({ fromName: 'A' });
    const element = document.createElement('lync-invitations');
    element.conversations = [conversation];
    document.body.append(element);
    await element.updateComplete;
    expect(all(element, '[part=toast]')).to.have.length(1);
    const elsewhere = document.createElement('div');
    document.body.append(elsewhere);
    elsewhere.append(element);
    await settle(element);
    expect(all(element, '[part=toast]')).to.have.length(1);
    conversation.setState('terminated', 'answered-elsewhere');
    await settle(element);
    expect(find(element, '[part=reason]').textContent).to.equal('Answered elsewhere');
    elsewhere.remove();
  });

  it('shows a call as one, accepts it with or without video, and declines it', async () => {
    const { session, element } = await stage();
    const audio = session.receiveInvitation({ fromName: 'Kim', modality: 'audio' });
    await settle(element);
    expect(find(element, '[part=call]').textContent).to.equal('Incoming call');
    expect(find(element, '[aria-live=assertive]').textContent).to.contain('Kim: Incoming call.');
    expect(all(element, '[part=accept-video]')).to.have.length(0);
    await expect(element).to.be.accessible();
    find(element, '[part=accept]').click();
    await settle(element);
    expect(audio.audioVideo.snapshot).to.include({ state: 'connected', video: 'none' });
    expect(all(element, '[part=toast]')).to.have.length(0);
    const video = session.receiveInvitation({ fromName: 'Omar', modality: 'video' });
    await settle(element);
    await expect(element).to.be.accessible();
    find(element, '[part=accept-video]').click();
    await settle(element);
    expect(video.audioVideo.snapshot).to.include({ state: 'connected', video: 'sendrecv' });
    const third = session.receiveInvitation({ fromName: 'Ann', modality: 'audio' });
    await settle(element);
    find(element, '[part=decline]').click();
    await settle(element);
    expect(third.snapshot).to.include({ state: 'terminated', endReason: 'declined' });
    expect(all(element, '[part=toast]')).to.have.length(0);
  });

  it('shows a call within a conversation, and a parked call that comes back', async () => {
    const { session, element } = await stage();
    const conversation = session.receiveInvitation({ fromName: 'Jane Doe' });
    await conversation.accept();
    conversation.audioVideo.receiveCall();
    await settle(element);
    expect(find(element, '[part=call]').textContent).to.equal('Incoming call');
    const request = new Promise<LyncInvitationAcceptRequestEvent>((resolve) =>
      element.addEventListener('lync-invitation-accept-request', resolve, { once: true }),
    );
    find(element, '[part=accept]').click();
    expect((await request).conversation).to.equal(conversation);
    await settle(element);
    expect(conversation.audioVideo.snapshot.state).to.equal('connected');
    expect(all(element, '[part=toast]')).to.have.length(0);
    conversation.audioVideo.hangUp();
    conversation.audioVideo.set({
      orbit: { friendlyOrbit: '100', safeRetrieveUri: null, msParkedCall: 'x' },
    });
    conversation.audioVideo.receiveCall();
    await settle(element);
    expect(find(element, '[part=call]').textContent).to.equal('Your parked call comes back');
    conversation.audioVideo.hangUp('answered-elsewhere');
    await settle(element);
    expect(find(element, '[part=reason]').textContent).to.equal('Answered elsewhere');
    expect(conversation.snapshot.state).to.equal('established');
    await expect(element).to.be.accessible();
  });

  it('speaks the language around it', async () => {
    const { session, element } = await stage();
    element.lang = 'de';
    session.receiveInvitation({ fromName: 'A', importance: 'high' });
    await settle(element);
    for (let i = 0; i < 50 && find(element, '[part=accept]').textContent?.trim() !== 'Annehmen'; i++)
      await aTimeout(20);
    expect(find(element, '[part=accept]').textContent?.trim()).to.equal('Annehmen');
  });

  it('registers a copy under another prefix', () => {
    registerInvitations('contoso');
    expect(document.createElement('contoso-invitations')).to.be.instanceOf(
      customElements.get('lync-invitations'),
    );
  });
});

describe('the countdown', () => {
  it('stays between none and all', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: -1e6, max: 1e6 }), fc.nat(), (receivedAt, length, now) => {
        const left = timeLeft(
          { toast: '', fromUri: '', fromName: '', receivedAt, expiresAt: receivedAt + length },
          now,
        );
        expect(left!.share).to.be.within(0, 1);
        expect(left!.seconds).to.be.at.least(0);
      }),
    );
    expect(timeLeft({ toast: '', fromUri: '', fromName: '', receivedAt: 0 }, 0)).to.equal(undefined);
  });
});

describe('shortcuts', () => {
  it('are read with their modifiers', () => {
    const press = (key: string, init: KeyboardEventInit = {}): KeyboardEvent =>
      new KeyboardEvent('keydown', { key, ...init });
    expect(isShortcut(press('F6'), parseShortcut('F6'))).to.equal(true);
    expect(isShortcut(press('F6', { shiftKey: true }), parseShortcut('F6'))).to.equal(false);
    expect(
      isShortcut(press('I', { altKey: true, shiftKey: true }), parseShortcut('Alt + Shift + i')),
    ).to.equal(true);
    expect(isShortcut(press('F6'), parseShortcut(''))).to.equal(false);
  });
});
