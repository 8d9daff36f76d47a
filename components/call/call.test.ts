import { reduceMotion } from '../internal/test-support';
import { aTimeout, expect, fixture, html, waitUntil } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { MockSession } from '../../src/mock';
import '../chat-button';
import type { LyncChatButton } from '../chat-button';
import type { LyncConversation } from '../conversation';
import { playRingback } from './ringback-tone';
import { settled, chatting, show, talking, root, maybe, find, words, press } from './testing/stage';

describe('lync-conversation: calls', () => {
  before(reduceMotion);

  it('loads nothing of calls for who only writes', async () => {
    const session = new MockSession({ uri: 'sip:alice@contoso.com' });
    await session.connect();
    const conversation = session.receiveInvitation({ fromName: 'Jane Doe' });
    await conversation.accept();
    const element = await fixture<LyncConversation>(
      html`<lync-conversation .session=${session} .conversation=${conversation}></lync-conversation>`,
    );
    await aTimeout(50);
    expect(element.shadowRoot!.querySelector('lync-call')).to.equal(null);
  });

  it('calls by the buttons after a cancelable request, and shows each state', async () => {
    const { element, av } = await chatting();
    av.manual = true;
    const states: string[] = [];
    element.addEventListener('lync-call-state-changed', ({ state }) => states.push(state));
    element.addEventListener('lync-call-request', (event) => event.preventDefault(), { once: true });
    expect(element.requestCall()).to.equal(false);
    expect(av.snapshot.state).to.equal('idle');
    element.shadowRoot!.querySelector<HTMLElement>('[aria-label="Call"]')!.click();
    await settled(element);
    expect(words(element)).to.contain('Connecting…');
    expect(element.shadowRoot!.querySelector('[aria-label="Call"]')).to.equal(null);
    av.ring();
    await settled(element);
    expect(words(element)).to.contain('Ringing…');
    await expect(element).to.be.accessible();
    av.confirm();
    await settled(element);
    expect(words(element)).to.contain('Connected').and.to.contain('0:00');
    expect(states).to.deep.equal(['connecting', 'ringing', 'connected']);
    await expect(element).to.be.accessible();
    await press(element, 'call-end');
    expect(words(element)).to.contain('Call ended');
    await expect(element).to.be.accessible();
    root(element).querySelector<HTMLElement>('.face button')!.click();
    await settled(element);
    expect(words(element)).to.equal('');
  });

  it('answers a call within the conversation, and one that begins it', async () => {
    const { element, av, session } = await chatting();
    av.receiveCall();
    await settled(element);
    expect(words(element)).to.contain('Incoming call').and.to.contain('Jane Doe');
    expect(root(element).querySelector('[role="status"]')!.textContent).to.contain('Incoming call: Jane Doe');
    await expect(element).to.be.accessible();
    await press(element, 'call-accept');
    expect(av.snapshot.state).to.equal('connected');
    const second = session.receiveInvitation({ fromName: 'Omar', modality: 'video' });
    second.audioVideo.set({ video: 'sendrecv' });
    element.conversation = second;
    await settled(element);
    expect(words(element)).to.contain('Incoming video call');
    expect(element.shadowRoot!.querySelector('.ask')).to.equal(null);
    await expect(element).to.be.accessible();
    await press(element, 'call-accept-video');
    expect(second.audioVideo.snapshot).to.include({ state: 'connected', video: 'sendrecv' });
    expect(second.snapshot.state).to.equal('established');
  });

  it('declines', async () => {
    const { element, av, conversation } = await chatting();
    av.receiveCall();
    await settled(element);
    await press(element, 'call-decline');
    expect(av.snapshot).to.include({ state: 'ended', endReason: 'declined' });
    expect(conversation.snapshot.state).to.equal('established');
  });

  it('shows hold only when the other side has confirmed it, and who holds', async () => {
    const { element, av } = await talking();
    av.manual = true;
    await press(element, 'call-hold');
    expect(words(element)).to.contain('Connected').and.not.to.contain('On hold');
    expect(find(element, 'call-hold').ariaPressed).to.equal('false');
    expect(find(element, 'call-hold').ariaBusy).to.equal('true');
    await expect(element).to.be.accessible();
    av.confirm();
    await settled(element);
    expect(words(element)).to.contain('On hold by you');
    expect(find(element, 'call-hold').ariaPressed).to.equal('true');
    expect(maybe(element, 'call-park')).to.equal(null);
    await expect(element).to.be.accessible();
    av.set({ heldBy: 'both' });
    await settled(element);
    expect(words(element)).to.contain('On hold by both sides');
    await press(element, 'call-hold');
    av.confirm();
    await settled(element);
    expect(words(element)).to.contain('Jane Doe has put you on hold');
  });

  it('mutes, and says that nobody hears you', async () => {
    const { element, av } = await talking();
    await press(element, 'call-mute');
    expect(av.snapshot.isMuted).to.equal(true);
    expect(words(element)).to.contain('you are muted');
    expect(find(element, 'call-mute').ariaPressed).to.equal('true');
    await expect(element).to.be.accessible();
    await press(element, 'call-mute');
    expect(av.snapshot.isMuted).to.equal(false);
  });

  it('sends digits by click and by keyboard, and shows those that are sent', async () => {
    const { element, av } = await talking();
    await press(element, 'call-keypad');
    expect(root(element).activeElement!.textContent.trim()).to.equal('1');
    await expect(element).to.be.accessible();
    (root(element).activeElement as HTMLElement).click();
    await sendKeys({ type: '2*#' });
    await waitUntil(() => av.snapshot.dtmfSent === '12*#');
    await settled(element);
    expect(root(element).querySelector('.digits')!.textContent).to.contain('12*#');
    await sendKeys({ press: 'Escape' });
    await settled(element);
    expect(root(element).querySelector('.keypad')).to.equal(null);
    expect(root(element).activeElement).to.equal(find(element, 'call-keypad'));
  });

  it('transfers to an address, and says when that did not work', async () => {
    const { element, av } = await talking();
    await press(element, 'call-transfer');
    await expect(element).to.be.accessible();
    await sendKeys({ type: 'not an address' });
    await sendKeys({ press: 'Enter' });
    await settled(element);
    expect(root(element).querySelector('#address-error')!.textContent).to.contain(
      'no name, number or address',
    );
    await expect(element).to.be.accessible();
    root(element).querySelector<HTMLInputElement>('#address')!.select();
    av.failNext('not-found');
    await sendKeys({ type: 'bob' });
    await sendKeys({ press: 'Enter' });
    await settled(element);
    expect(words(element)).to.contain('your call goes on').and.to.contain('nobody at this address');
    expect(av.snapshot.state).to.equal('connected');
  });

  it('connects the other side with another of one’s calls', async () => {
    const { element, av, session } = await talking();
    const other = session.receiveInvitation({ fromName: 'Bob', modality: 'audio' });
    await other.accept();
    await press(element, 'call-transfer');
    const button = root(element).querySelector<HTMLElement>('.others button')!;
    expect(button.textContent).to.contain('Connect with Bob');
    await expect(element).to.be.accessible();
    button.click();
    await settled(element);
    expect(av.snapshot).to.include({ state: 'ended', endReason: 'transferred' });
    expect(other.audioVideo.snapshot.state).to.equal('ended');
  });

  it('parks after a cancelable request, and picks up again', async () => {
    const { element, av, session } = await talking();
    element.addEventListener('lync-park-request', (event) => event.preventDefault(), { once: true });
    await press(element, 'call-park');
    expect(av.snapshot.state).to.equal('connected');
    av.failNext('no-orbit-available');
    await press(element, 'call-park');
    expect(words(element)).to.contain('All orbits are occupied');
    await expect(element).to.be.accessible();
    await press(element, 'call-park');
    expect(words(element)).to.contain('Parked at 100');
    await expect(element).to.be.accessible();
    root(element).querySelector<HTMLElement>('.answers button')!.click();
    await settled(element);
    expect(av.snapshot).to.include({ state: 'ended', endReason: 'unparked' });
    expect(session.conversations.at(-1)!.audioVideo.snapshot.state).to.equal('connected');
  });

  it('asks before it goes along with a transfer, unless nobody says anything', async () => {
    const { element, av } = await talking();
    const asked = av.requestTransfer('sip:bob@contoso.com', 'sip:jane@contoso.com');
    await settled(element);
    expect(words(element))
      .to.contain('Jane Doe wants to put you through to bob.')
      .and.to.contain('15 seconds');
    await expect(element).to.be.accessible();
    const [follow, stay] = root(element).querySelectorAll<HTMLElement>('.transfer-prompt button');
    stay!.click();
    expect(await asked).to.equal(false);
    await settled(element);
    expect(root(element).querySelector('.transfer-prompt')).to.equal(null);
    expect(follow!.isConnected).to.equal(false);
    const again = av.requestTransfer('sip:bob@contoso.com');
    await settled(element);
    root(element).querySelector<HTMLElement>('.transfer-prompt button')!.click();
    expect(await again).to.equal(true);
    await settled(element);
    expect(words(element)).to.contain('Connected').and.to.contain('bob');
    // Without anybody to ask it goes along, and what the call park service hands over is asked about by nobody.
    const third = av.requestTransfer('sip:carol@contoso.com');
    element.remove();
    expect(await third).to.equal(true);
    av.set({ remote: { uri: 'sip:park@contoso.com', displayName: '', isParkService: true } });
    document.body.append(element);
    await settled(element);
    expect(await av.requestTransfer('sip:dave@contoso.com')).to.equal(true);
    element.remove();
  });

  it('lets the caller hear that it rings there, and nothing else', async () => {
    const { element, av } = await chatting();
    av.manual = true;
    const tone = playRingback(av);
    const connecting = av.connect();
    await settled(element);
    expect(tone.isPlaying).to.equal(false);
    av.ring();
    expect(tone.isPlaying).to.equal(true);
    av.confirm();
    await connecting;
    expect(tone.isPlaying).to.equal(false);
    await av.end();
    av.receiveCall();
    expect(tone.isPlaying).to.equal(false);
  });

  it('has no picture in a call with a customer', async () => {
    const session = new MockSession({ uri: 'sip:alice@contoso.com', calls: true });
    await session.connect();
    const conversation = session.receiveInvitation({ fromName: 'Jane Doe', modality: 'audio' });
    const { element } = await show(session, conversation);
    await conversation.accept();
    await settled(element);
    expect(maybe(element, 'call-hold')).not.to.equal(null);
    expect(maybe(element, 'call-video')).to.equal(null);
  });

  it('says nothing of writing where nothing can be written', async () => {
    const session = new MockSession({ uri: 'sip:alice@contoso.com', calls: true });
    await session.connect();
    const conversation = session.receiveInvitation({ fromName: 'Jane Doe', modality: 'audio' });
    const { element } = await show(session, conversation);
    expect(element.shadowRoot!.textContent).not.to.contain('Write the first one below');
    await conversation.accept();
    await settled(element);
    expect(element.shadowRoot!.textContent).to.contain('Write the first one below');
  });

  it('has the keys at hand while a menu asks a visitor who was called, and puts them away after it', async () => {
    const session = new MockSession({ calls: true });
    await session.connect();
    const conversation = session.receiveInvitation({
      fromName: 'Sales',
      fromUri: 'sip:sales@contoso.com',
      modality: 'audio',
    });
    const { element, av } = await show(session, conversation);
    expect(root(element).querySelector('.keypad')).to.equal(null);
    await press(element, 'call-accept');
    await settled(element);
    expect(root(element).querySelector('.keypad')).to.equal(null);
    conversation.setQueue({ state: 'queued', queueName: 'Sales' });
    conversation.receiveMessage('Press 2.', { notice: 'menu' });
    await settled(element);
    expect(root(element).activeElement!.textContent.trim()).to.equal('1');
    await sendKeys({ type: '2' });
    await waitUntil(() => av.snapshot.dtmfSent === '2');
    await expect(element).to.be.accessible();
    // A queue that greets nobody tells the place all the same.
    conversation.setQueue({ state: 'queued', queueName: 'Sales', position: 1 });
    await settled(element);
    expect(root(element).querySelector('.keypad')).to.equal(null);
  });

  it('has a face for what is under way, each accessible', async () => {
    const { element, av } = await talking();
    for (const [state, said] of [
      ['recovering', 'Interrupted'],
      ['parking', 'Parking…'],
      ['transferring', 'Transferring…'],
    ] as const) {
      av.set({ state });
      await settled(element);
      expect(words(element)).to.contain(said);
      expect(maybe(element, 'call-end')).not.to.equal(null);
      expect(maybe(element, 'call-hold')).to.equal(null);
      await expect(element).to.be.accessible();
    }
  });

  it('keeps the focus among the controls when the one that had it goes', async () => {
    const { element, av } = await chatting();
    av.receiveCall();
    await settled(element);
    find(element, 'call-accept').focus();
    await sendKeys({ press: 'Enter' });
    await settled(element);
    expect(av.snapshot.state).to.equal('connected');
    expect(root(element).activeElement).not.to.equal(null);
  });
});

describe('lync-chat-button mode="call"', () => {
  it('goes straight to a call', async () => {
    const session = new MockSession({ calls: true });
    const button = await fixture<LyncChatButton>(
      html`<lync-chat-button
        queue="sip:sales@contoso.com"
        mode="call"
        .session=${session}
      ></lync-chat-button>`,
    );
    await button.open();
    await waitUntil(() => session.conversations[0]?.audioVideo.snapshot.state === 'connected');
    const panel = button.shadowRoot!.querySelector('lync-chat-panel')!;
    await waitUntil(() =>
      panel.shadowRoot!.querySelector('lync-conversation')?.shadowRoot!.querySelector('lync-call'),
    );
    const element = panel.shadowRoot!.querySelector('lync-conversation')!;
    await settled(element);
    expect(words(element)).to.contain('Connected');
    await expect(element).to.be.accessible();
  });
});
