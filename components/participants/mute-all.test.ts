import { expect } from '@open-wc/testing';
import { heard, reduceMotion } from '../internal/test-support';
import type { LyncParticipants } from './index';
import { ALICE, all, BOB, CAROL, click, find, rows, settled, spoken, stage, text } from './testing/stage';

const LANGUAGES = {
  de: 'Alle anderen stumm schalten',
  fr: 'Couper le micro de tous les autres',
  es: 'Silenciar a todos los demás',
  ja: 'ほかの全員をミュート',
  ar: 'كتم جميع الآخرين',
} as const;

const label = (element: LyncParticipants): string | null =>
  find(element, '[part=mute-all]').getAttribute('aria-label');

/** An attendee with sound, whom a presenter mutes with everybody. */
async function mutedAttendee() {
  const made = await stage({ role: 'attendee' });
  made.conference.setAudienceMuted(true);
  made.conference.changeParticipant(ALICE, { isMuted: true, isMutedByServer: true });
  await settled(made.element);
  return made;
}

describe('lync-participants: mute-all', () => {
  before(reduceMotion);

  it('mutes everybody but the presenter, when the server has done it, and lets them speak again', async () => {
    const { conference, element } = await stage();
    conference.addParticipant({ uri: 'sip:dave@contoso.com', displayName: 'Dave', audioVideo: 'connected' });
    await settled(element);
    conference.manual = true;
    expect(label(element)).to.equal('Mute everybody else');
    await click(element, '[part=mute-all]');
    expect(find(element, '[part=mute-all]').getAttribute('aria-busy')).to.equal('true');
    expect(element.matches(':state(audience-muted)')).to.equal(false);
    conference.confirm();
    await settled(element);
    expect(element.matches(':state(audience-muted)')).to.equal(true);
    expect(text(element, '[part=audience-muted]')).to.equal('All muted');
    expect(rows(element).filter((row) => row.includes('muted by the conference'))).to.have.length(2);
    // Who is muted with everybody is not named as well.
    expect(spoken(element)).to.equal('A presenter has muted everybody.');
    await expect(element).to.be.accessible();
    conference.manual = false;
    expect(label(element)).to.equal('Let everybody speak again');
    await click(element, '[part=mute-all]');
    expect(spoken(element)).to.equal('Everybody may unmute themselves again.');
    expect(all(element, '[part=audience-muted]')).to.have.length(0);
    // They do it themselves.
    expect(rows(element).filter((row) => row.includes('muted by the conference'))).to.have.length(2);
  });

  it('tells who is muted with everybody so in plain words, and how they can speak again', async () => {
    const { conference, element } = await mutedAttendee();
    expect(text(element, '[part=muted]')).to.equal(
      'A presenter has muted everybody. Nobody hears you until a presenter lets you speak.',
    );
    expect(spoken(element)).to.contain('A presenter muted you.');
    const mute = `.row[data-uri="${ALICE}"] [part=mute]`;
    expect(find(element, mute).getAttribute('aria-disabled')).to.equal('true');
    await click(element, mute);
    expect(conference.snapshot.participants.find(({ isSelf }) => isSelf)?.isMutedByServer).to.equal(true);
    expect(find(element, '[part=mute-all]').getAttribute('aria-disabled')).to.equal('true');
    await expect(element).to.be.accessible();
    conference.setAudienceMuted(false);
    await settled(element);
    expect(text(element, '[part=muted]')).to.equal(
      'You are muted by the conference. Nobody hears you. Unmute yourself to speak.',
    );
    await click(element, mute);
    expect(all(element, '[part=muted]')).to.have.length(0);
    expect(spoken(element)).to.equal('You can be heard again.');
  });

  it('leaves presenters to unmute themselves', async () => {
    const { conference, element } = await stage();
    conference.setAudienceMuted(true);
    conference.changeParticipant(ALICE, { isMuted: true, isMutedByServer: true });
    await settled(element);
    expect(text(element, '[part=muted]')).to.contain('Unmute yourself to speak.');
    await click(element, `.row[data-uri="${ALICE}"] [part=mute]`);
    expect(all(element, '[part=muted]')).to.have.length(0);
  });

  it('is not offered where nobody has a voice, and says what did not work', async () => {
    const { conference, element } = await stage();
    conference.failNext('conference-failed');
    const error = heard(element, 'lync-error');
    await click(element, '[part=mute-all]');
    expect((await error).failure.code).to.equal('conference-failed');
    expect(text(element, '[part=failure]')).to.contain('Muting everybody, or ending that, did not work.');
    await expect(element).to.be.accessible();
    for (const uri of [ALICE, BOB.uri, CAROL.uri]) conference.changeParticipant(uri, { audioVideo: 'none' });
    await settled(element);
    expect(all(element, '[part=mute-all]')).to.have.length(0);
  });

  for (const [lang, title] of Object.entries(LANGUAGES))
    it(`reads in ${lang}, and nothing sticks out at 320 pixels`, async () => {
      const { conference, element } = await mutedAttendee();
      element.lang = lang;
      element.style.inlineSize = '320px';
      conference.changeParticipant(ALICE, { role: 'presenter' });
      for (let turn = 0; turn < 50 && label(element) === 'Let everybody speak again'; turn++)
        await settled(element);
      conference.setAudienceMuted(false);
      await settled(element);
      expect(label(element)).to.equal(title);
      expect(element.scrollWidth).to.be.at.most(320);
      await expect(element).to.be.accessible();
    });
});
