import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { SessionError } from '../../src/session/contract';
import { heard, reduceMotion } from '../internal/test-support';
import { LyncParticipantAddedEvent, registerParticipants, type LyncParticipants } from './index';
import {
  ALICE,
  all,
  BOB,
  CAROL,
  click,
  find,
  one,
  rows,
  settled,
  show,
  signIn,
  spoken,
  stage,
  text,
} from './testing/stage';

const open = (element: LyncParticipants, uri: string): Promise<void> =>
  click(element, `.row[data-uri="${uri}"] .one`);

describe('lync-participants', () => {
  before(reduceMotion);

  it('has a face without a conversation, and registers once under each prefix', async () => {
    const element = await show(await signIn(), undefined);
    expect(text(element)).to.contain('No conversation is selected');
    expect(element.matches(':state(empty)')).to.equal(true);
    await expect(element).to.be.accessible();
    expect(registerParticipants()).to.equal(customElements.get('lync-participants'));
    expect(registerParticipants('other')).to.equal(customElements.get('other-participants'));
  });

  it('shows who is in, in what role, and each modality grey until it is connected', async () => {
    const { element, conference } = await stage();
    expect(rows(element)[0]).to.match(/Alice Archer \(you\) Presenter/);
    expect(rows(element)[1]).to.match(/Carol Carter Organizer/);
    expect(rows(element)[2]).to.match(/Bob Baker Attendee/);
    const mark = (uri: string, at: number): string | undefined =>
      all(element, `.row[data-uri="${uri}"] .mark`)[at]?.dataset.state;
    expect([mark(CAROL.uri, 0), mark(CAROL.uri, 1)]).to.deep.equal(['connected', 'none']);
    conference.changeParticipant(CAROL.uri, { audioVideo: 'dialing-in' });
    await settled(element);
    expect(mark(CAROL.uri, 1)).to.equal('dialing-in');
    expect(find(element, `.row[data-uri="${CAROL.uri}"] .mark:last-child`).title).to.equal('Sound: joining');
    await expect(element).to.be.accessible();
    conference.changeParticipant(CAROL.uri, { audioVideo: 'connected', isSpeaking: true });
    await settled(element);
    expect(mark(CAROL.uri, 1)).to.equal('connected');
    expect(find(element, '[part~=speaking]').dataset.uri).to.equal(CAROL.uri);
    expect(rows(element)[1]).to.contain('speaking');
    await expect(element).to.be.accessible();
  });

  it('says who joins and leaves, by name or by number, and nothing of who was there', async () => {
    const { element, conference } = await stage();
    expect(spoken(element)).to.equal('');
    conference.addParticipant({ uri: 'sip:dave@contoso.com', displayName: 'Dave' });
    await settled(element);
    expect(spoken(element)).to.equal('Dave joined.');
    conference.removeParticipant('sip:dave@contoso.com');
    await settled(element);
    expect(spoken(element)).to.equal('Dave left.');
    for (const user of ['e', 'f', 'g', 'h', 'i'])
      conference.addParticipant({ uri: `sip:${user}@contoso.com` });
    await settled(element);
    expect(spoken(element)).to.equal('5 people joined.');
  });

  it('raises its own events', async () => {
    const { element, conference, conversation } = await stage();
    const added = heard(element, 'lync-participant-added');
    conference.addParticipant({ uri: 'sip:dave@contoso.com', displayName: 'Dave', role: 'presenter' });
    const event = await added;
    expect(event).to.be.instanceOf(LyncParticipantAddedEvent);
    expect((event as LyncParticipantAddedEvent).participant).to.include({
      displayName: 'Dave',
      role: 'presenter',
      isTyping: false,
    });
    const changed = heard(element, 'lync-participant-changed');
    conference.changeParticipant(BOB.uri, { isMuted: true });
    expect((await changed).previous).to.include({ uri: BOB.uri, isMuted: false });
    const removed = heard(element, 'lync-participant-removed');
    conference.removeParticipant(BOB.uri);
    expect(((await removed) as LyncParticipantAddedEvent).participant.uri).to.equal(BOB.uri);
    const state = heard(element, 'lync-conference-state-changed');
    conference.finish('ended');
    expect(await state).to.include({
      conversation,
      previousState: 'connected',
      state: 'disconnected',
      reason: 'ended',
    });
  });

  it('mutes and unmutes, oneself and others, and shows it when the server has done it', async () => {
    const { element, conference } = await stage();
    conference.manual = true;
    const mute = `.row[data-uri="${BOB.uri}"] [part=mute]`;
    expect(find(element, mute).getAttribute('aria-label')).to.equal('Mute Bob Baker');
    await click(element, mute);
    expect(find(element, mute).getAttribute('aria-busy')).to.equal('true');
    expect(find(element, mute).getAttribute('aria-label')).to.equal('Mute Bob Baker');
    conference.confirm();
    await settled(element);
    expect(find(element, mute).getAttribute('aria-label')).to.equal('Unmute Bob Baker');
    expect(rows(element)[2]).to.contain('muted by the conference');
    expect(spoken(element)).to.equal('Bob Baker is muted.');
    await expect(element).to.be.accessible();
    conference.manual = false;
    await click(element, `.row[data-uri="${ALICE}"] [part=mute]`);
    expect(spoken(element)).to.equal('You are muted.');
    await click(element, `.row[data-uri="${ALICE}"] [part=mute]`);
    expect(spoken(element)).to.equal('You can be heard again.');
  });

  it('says when a presenter has muted or promoted this person', async () => {
    const { element, conference } = await stage({ role: 'attendee' });
    conference.changeParticipant(ALICE, { isMuted: true, isMutedByServer: true });
    await settled(element);
    expect(spoken(element)).to.equal('A presenter muted you.');
    conference.changeParticipant(ALICE, { role: 'presenter' });
    await settled(element);
    expect(spoken(element)).to.equal('You are a presenter now.');
    expect(all(element, '[part=why]')).to.have.length(0);
  });

  it('asks before it removes somebody, and gives the focus on', async () => {
    const { element, conference } = await stage();
    await open(element, BOB.uri);
    expect(text(element, '[part=details]')).to.contain('bob@contoso.com').and.to.contain('Sound: connected');
    await expect(element).to.be.accessible();
    await click(element, '[part=eject]');
    expect(text(element, '.question')).to.contain('Remove Bob Baker from the conference?');
    expect(element.shadowRoot!.activeElement === find(element, '[part=confirm-eject]')).to.equal(true);
    await expect(element).to.be.accessible();
    await click(element, '[part=confirm-eject]');
    expect(conference.snapshot.participants.map(({ uri }) => uri)).to.deep.equal([ALICE, CAROL.uri]);
    expect(element.shadowRoot!.activeElement === one(element, ALICE)).to.equal(true);
  });

  it('promotes, locks, and says what did not work', async () => {
    const { element, conference } = await stage();
    await open(element, BOB.uri);
    await click(element, '[part=set-role]');
    expect(conference.snapshot.participants.find(({ uri }) => uri === BOB.uri)?.role).to.equal('presenter');
    expect(text(element, '[part=set-role]')).to.equal('Make attendee');
    await click(element, '[part=lock]');
    expect(element.matches(':state(locked)')).to.equal(true);
    expect(text(element, '[part=locked]')).to.equal('Locked');
    expect(spoken(element)).to.equal('The conference is locked.');
    await expect(element).to.be.accessible();
    conference.failNext('conference-failed');
    const error = heard(element, 'lync-error');
    await click(element, '[part=lock]');
    expect((await error).failure.code).to.equal('conference-failed');
    expect(text(element, '[part=failure]')).to.contain('The conference was not locked or unlocked.');
    await expect(element).to.be.accessible();
    await click(element, '[part=failure] button');
    expect(all(element, '[part=failure]')).to.have.length(0);
  });

  it('shows an attendee what they may not do, and why', async () => {
    const { element, conference } = await stage({ role: 'attendee' });
    expect(text(element, '[part=why]')).to.contain('Only presenters can');
    for (const part of ['lock', 'invite', 'end'])
      expect(find(element, `[part=${part}]`).getAttribute('aria-disabled')).to.equal('true');
    expect(find(element, '[part=lock]').getAttribute('aria-describedby')).to.equal('why');
    await open(element, BOB.uri);
    expect(text(element, '#why-not')).to.contain('Only presenters can');
    await click(element, '[part=eject]');
    expect(all(element, '.question')).to.have.length(0);
    await click(element, '[part=lock]');
    expect(conference.snapshot.isLocked).to.equal(false);
    expect(element.invite(['sip:dave@contoso.com'])).to.equal(false);
    await expect(element).to.be.accessible();
  });

  it('ends it for everybody after a question, and says so', async () => {
    const { element, conference } = await stage();
    await click(element, '[part=end]');
    await click(element, 'footer .button:last-child');
    expect(conference.snapshot.state).to.equal('connected');
    expect(element.shadowRoot!.activeElement === find(element, '[part=end]')).to.equal(true);
    await click(element, '[part=end]');
    await expect(element).to.be.accessible();
    await click(element, '[part=confirm-end]');
    expect(text(element, '[part=ended]')).to.contain('The conference has ended');
    expect(spoken(element)).to.equal('The conference has ended');
    expect(all(element, '[part=rejoin]')).to.have.length(0);
    expect(element.matches(':state(ended)')).to.equal(true);
    await expect(element).to.be.accessible();
  });

  it('leaves, and joins again', async () => {
    const { element, session, conference } = await stage();
    await click(element, '[part=leave]');
    expect(text(element, '[part=ended]')).to.contain('You have left the conference');
    await expect(element).to.be.accessible();
    await click(element, '[part=rejoin]');
    expect(session.conversations.map(({ snapshot }) => snapshot.conference?.uri)).to.deep.equal([
      conference.uri,
    ]);
  });

  it('says why it is over when this person was removed', async () => {
    const { element, conference } = await stage();
    conference.finish('ejected');
    await settled(element);
    expect(text(element, '[part=ended]'))
      .to.contain('You were removed')
      .and.to.contain('A presenter can invite you again');
    expect(all(element, '[part=rejoin]')).to.have.length(0);
    await expect(element).to.be.accessible();
  });

  it('says that another window of this person has taken the place, and joins again', async () => {
    const { element, conference } = await stage();
    conference.finish('replaced');
    await settled(element);
    expect(text(element, '[part=ended]')).to.contain('You are in this conference in another window');
    expect(all(element, '[part=rejoin]')).to.have.length(1);
    await expect(element).to.be.accessible();
  });

  it('shows that it catches up, and lets nothing be done meanwhile', async () => {
    const { element, session } = await stage();
    session.loseConnection();
    await settled(element);
    expect(text(element, '[part=catching-up]')).to.contain('Catching up with the conference');
    expect(rows(element)).to.have.length(3);
    expect(element.matches(':state(catching-up)')).to.equal(true);
    expect(text(element, '[part=why]')).to.contain('when the connection is back');
    expect(find(element, '[part=lock]').getAttribute('aria-disabled')).to.equal('true');
    await expect(element).to.be.accessible();
    session.restoreConnection();
    await settled(element);
    expect(all(element, '[part=catching-up]')).to.have.length(0);
    expect(spoken(element)).to.equal('You are in the conference with 2 other people.');
  });

  it('is walked through with the keyboard', async () => {
    const { element, conference } = await stage();
    const press = async (key: string): Promise<void> => {
      element.shadowRoot!.activeElement!.dispatchEvent(
        new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }),
      );
      await settled(element);
    };
    const at = (): string | undefined =>
      (element.shadowRoot!.activeElement?.closest('.row') as HTMLElement | null)?.dataset.uri;
    expect(all(element, '.one').map(({ tabIndex }) => tabIndex)).to.deep.equal([0, -1, -1]);
    one(element, ALICE).focus();
    await press('ArrowDown');
    await press('ArrowDown');
    expect(at()).to.equal(BOB.uri);
    expect(all(element, '.one').map(({ tabIndex }) => tabIndex)).to.deep.equal([-1, -1, 0]);
    await press('ArrowDown');
    expect(at()).to.equal(BOB.uri);
    await press('m');
    expect(conference.snapshot.participants.find(({ uri }) => uri === BOB.uri)?.isMutedByServer).to.equal(
      true,
    );
    await press('Home');
    expect(at()).to.equal(ALICE);
    await press('Delete');
    expect(all(element, '.question')).to.have.length(0);
    await press('End');
    await press('Delete');
    expect(element.shadowRoot!.activeElement === find(element, '[part=confirm-eject]')).to.equal(true);
    await press('Escape');
    expect(all(element, '.question')).to.have.length(0);
    expect(element.shadowRoot!.activeElement === find(element, '[part=eject]')).to.equal(true);
    await press('Escape');
    expect(all(element, '[part=details]')).to.have.length(0);
    expect(conference.snapshot.participants).to.have.length(3);
  });

  for (const lang of ['de', 'fr', 'es', 'ar', 'ja'] as const) {
    it(`speaks ${lang}`, async () => {
      const { session, conversation } = await stage();
      const element = await show(session, conversation, lang);
      const english = text(await show(session, conversation));
      for (let turn = 0; turn < 50 && text(element).slice(0, 6) === english.slice(0, 6); turn++)
        await settled(element);
      expect(text(element).slice(0, 6)).not.to.equal(english.slice(0, 6));
      expect(element.matches(':state(rtl)')).to.equal(lang === 'ar');
      await expect(element).to.be.accessible();
    });
  }

  for (const [what, arrange] of [
    ['in a dark scheme', () => (document.documentElement.style.colorScheme = 'dark')],
    ['320 pixels wide', () => (document.body.style.inlineSize = '320px')],
  ] as const) {
    it(`is accessible ${what}, and nothing sticks out`, async () => {
      document.documentElement.style.background = what.includes('dark') ? '#000' : '';
      arrange();
      try {
        const { element, conference } = await stage();
        conference.onInvited = () => Promise.reject(new SessionError('declined', 'No'));
        conference.changeParticipant(BOB.uri, {
          displayName: 'Bartholomew Featherstonehaugh-Cholmondeley of Contoso',
          isMuted: true,
          isMutedByServer: true,
        });
        conference.setLocked(true);
        element.invite(['sip:somebody.with.a.very.long.address@contoso.com']);
        await open(element, BOB.uri);
        const box = find(element, '.panel');
        expect(box.scrollWidth).to.be.at.most(box.clientWidth);
        await expect(element).to.be.accessible();
        await click(element, '[part=invite]');
        expect(box.scrollWidth).to.be.at.most(box.clientWidth);
        await expect(element).to.be.accessible();
      } finally {
        document.documentElement.removeAttribute('style');
        document.body.removeAttribute('style');
      }
    });
  }

  it('shows what the roster says, whatever happens, and one person is always in reach of Tab', async () => {
    const { element, conference } = await stage();
    const users = ['bob', 'carol', 'dave', 'erin'].map((user) => `sip:${user}@contoso.com`);
    const user = fc.constantFrom(...users);
    const step = fc.oneof(
      user.map((uri) => () => conference.addParticipant({ uri, audioVideo: 'connected' })),
      user.map((uri) => () => conference.removeParticipant(uri)),
      fc.tuple(user, fc.boolean()).map(
        ([uri, isMuted]) =>
          () =>
            change(uri, { isMuted, isMutedByServer: isMuted }),
      ),
      fc.tuple(user, fc.boolean()).map(
        ([uri, isSpeaking]) =>
          () =>
            change(uri, { isSpeaking }),
      ),
      fc.tuple(user, fc.constantFrom('presenter', 'attendee')).map(
        ([uri, role]) =>
          () =>
            change(uri, { role }),
      ),
      user.map((uri) => () => all(element, `.row[data-uri="${uri}"] .one`)[0]?.click()),
      fc.boolean().map((isLocked) => () => conference.setLocked(isLocked)),
    );
    const change = (uri: string, to: Parameters<typeof conference.changeParticipant>[1]): void => {
      if (conference.snapshot.participants.some((each) => each.uri === uri))
        conference.changeParticipant(uri, to);
    };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        for (const act of steps) act();
        await settled(element);
        const { participants } = conference.snapshot;
        expect(all(element, '.roster > .row').map(({ dataset }) => dataset.uri)).to.deep.equal(
          participants.map(({ uri }) => uri),
        );
        expect(all(element, '.one[tabindex="0"]')).to.have.length(1);
        expect(all(element, '[part~=speaking]')).to.have.length(
          participants.filter(({ isSpeaking }) => isSpeaking).length,
        );
        expect(all(element, '.mute.on')).to.have.length(
          participants.filter(({ isMuted, audioVideo }) => isMuted && audioVideo === 'connected').length,
        );
        expect(all(element, '[part=details]').length).to.be.at.most(1);
      }),
      { numRuns: 40 },
    );
  });

  it('reports a failure of oneself leaving the roster out of it', async () => {
    const { element, conference } = await stage();
    conference.mute = () => Promise.reject(new SessionError('timeout', 'No answer'));
    await click(element, `.row[data-uri="${ALICE}"] [part=mute]`);
    expect(text(element, '[part=failure]'))
      .to.contain('Muting did not work.')
      .and.to.contain('did not answer in time');
    expect(rows(element)[0]).not.to.contain('muted');
  });
});
