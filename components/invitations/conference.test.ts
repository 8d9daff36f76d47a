import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { MockSession, type MockConferenceOptions, type MockConversation } from '../../src/mock/index';
import { SessionError } from '../../src/session/contract';
import { heard, reduceMotion } from '../internal/test-support';
import './index';
import type { LyncInvitations } from './index';

const all = (element: Element, selector: string): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
];
const text = (element: Element, selector: string): string =>
  all(element, selector)[0]?.textContent.replace(/\s+/g, ' ').trim() ?? '';

async function settle(element: LyncInvitations): Promise<void> {
  await aTimeout(0);
  await element.updateComplete;
}

async function invited(
  conference: MockConferenceOptions,
): Promise<{ conversation: MockConversation; element: LyncInvitations }> {
  const session = new MockSession({ uri: 'sip:alice@contoso.com', calls: true, conferences: true });
  await session.connect();
  const element = await fixture<LyncInvitations>(
    html`<lync-invitations .session=${session}></lync-invitations>`,
  );
  const conversation = session.receiveInvitation({
    fromName: 'Bob Baker',
    fromUri: 'sip:bob@contoso.com',
    subject: 'Review',
    toast: 'Review',
    expiresIn: 60_000,
    // As a session does for a conference with sound.
    ...(conference.modalities?.includes('audio') && { modality: 'audio' }),
    conference,
  });
  await settle(element);
  return { conversation, element };
}

describe('lync-invitations to a conference', () => {
  before(reduceMotion);

  it('says who invites, to what, and with which modalities, once', async () => {
    const { element } = await invited({ modalities: ['chat', 'audio'] });
    expect(text(element, '[part=name]')).to.equal('Bob Baker');
    expect(text(element, '[part=subject]')).to.equal('Review');
    expect(text(element, '[part=conference]')).to.equal('Invites you to a conferenceChat · Sound');
    expect(all(element, '[part=call], [part=text]')).to.have.length(0);
    expect(text(element, '[aria-live=assertive]')).to.equal(
      'Bob Baker: Invites you to a conference. Press F6 to answer.',
    );
    await expect(element).to.be.accessible();
  });

  it('is joined with sound', async () => {
    const { conversation, element } = await invited({ modalities: ['chat', 'audio'] });
    const request = heard(element, 'lync-invitation-accept-request');
    expect(text(element, '[part=accept]')).to.equal('Join with sound');
    all(element, '[part=accept]')[0]!.click();
    expect((await request).invitation?.conference?.modalities).to.deep.equal(['chat', 'audio']);
    await settle(element);
    await settle(element);
    expect(conversation.conference!.snapshot.participants[0]).to.include({
      chat: 'connected',
      audioVideo: 'connected',
    });
    expect(all(element, '[part=toast]')).to.have.length(0);
  });

  it('is joined without sound', async () => {
    const { conversation, element } = await invited({ modalities: ['chat', 'audio'] });
    all(element, '[part=accept-chat]')[0]!.click();
    await settle(element);
    await settle(element);
    expect(conversation.conference!.snapshot.participants[0]).to.include({
      chat: 'connected',
      audioVideo: 'none',
    });
    expect(conversation.audioVideo.snapshot.state).to.equal('idle');
  });

  it('leaves no choice where there is but one modality', async () => {
    const { element } = await invited({ modalities: ['chat'] });
    expect(text(element, '[part=accept]')).to.equal('Join');
    expect(text(element, '[part=modalities]')).to.equal('Chat');
    expect(all(element, '[part=accept-chat]')).to.have.length(0);
    await expect(element).to.be.accessible();
  });

  it('is declined, and tells when joining failed', async () => {
    const { conversation, element } = await invited({ modalities: ['chat', 'audio'] });
    let fail: (error: Error) => void = () => undefined;
    conversation.accept = () => new Promise((_, reject) => (fail = reject));
    all(element, '[part=accept]')[0]!.click();
    await settle(element);
    expect(text(element, '[part=accept]')).to.equal('Joining…');
    fail(new SessionError('timeout', 'No answer'));
    await settle(element);
    expect(text(element, '.failure')).to.contain('could not be accepted');
    all(element, '[part=decline]')[0]!.click();
    await settle(element);
    expect(conversation.snapshot.endReason).to.equal('declined');
    expect(all(element, '[part=toast]')).to.have.length(0);
  });
});
