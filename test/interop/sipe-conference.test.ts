import { describe, expect, it } from 'vitest';
import type { ConferenceSnapshot, ConversationContract } from '../../src';
import type { SipeClient } from './support/sipe-client';
import { heard, setStage, until, type Stage } from './support/stage';
import { sipeIsMissing } from './support/sipe-available';

const uriOf = (name: string): string => `sip:${name}@contoso.com`;

/** Resolves when the conference of a conversation is as wanted. */
const untilConference = (
  conversation: ConversationContract,
  fits: (conference: ConferenceSnapshot) => boolean,
): Promise<void> =>
  until(conversation, ({ conference }) => conference !== undefined && fits(conference.snapshot));

const chatting =
  (...names: string[]) =>
  ({ participants }: ConferenceSnapshot): boolean =>
    participants.length === names.length &&
    names.every((name) => participants.find(({ uri }) => uri === uriOf(name))?.chat === 'connected');

/** A conference that a browser has made, and SIPE in it. */
async function joined(): Promise<{
  stage: Stage;
  conference: ConversationContract;
  bob: SipeClient;
  conv: string;
}> {
  const stage = await setStage();
  const alice = await stage.webUser('alice');
  const conference = await alice.createConference({ subject: 'Review' });
  const bob = await stage.sipe('bob');
  await bob.command('conf', `conf:${conference.conference!.snapshot.uri}`);
  const { conv } = await bob.next('chat-joined');
  await untilConference(conference, chatting('alice', 'bob'));
  return { stage, conference, bob, conv: String(conv) };
}

/** Chooses from the menu of the chat, as soon as SIPE has read the roster that puts it there. */
async function choose(sipe: SipeClient, conv: string, label: string): Promise<void> {
  for (let look = 0; look < 500; look++) {
    const before = sipe.events.length;
    await sipe.command('chatmenu', conv);
    if (sipe.events.slice(before).some((event) => event.ev === 'menu' && event.label === label))
      return sipe.command('chatmenu', conv, label);
  }
  throw new Error(`${sipe.name} does not offer ${label}`);
}

describe.skipIf(sipeIsMissing)('SIPE in a conference', () => {
  it('that a browser made: appears, chats both ways, and disappears', async () => {
    const { stage, conference, bob, conv } = await joined();
    expect(conference.conference!.snapshot.participants.map(({ uri, role }) => [uri, role])).toEqual([
      [uriOf('alice'), 'presenter'],
      [uriOf('bob'), 'attendee'],
    ]);
    await bob.next('chat-user-joined', ({ who }) => String(who).includes('alice'));
    expect((await conference.messaging.send('Hello SIPE')).delivery).toBe('delivered');
    const { msg, from } = await bob.next('chat', (event) => event.conv === conv);
    expect([msg, String(from)]).toEqual(['Hello SIPE', expect.stringContaining('alice')]);
    await bob.command('chatsend', conv, 'Hello browser');
    await until(conference, () => heard(conference).length > 0);
    expect(heard(conference)).toEqual(['Hello browser']);
    // What it said itself it shows by itself: nothing comes back.
    expect(bob.tap.requests('server', 'MESSAGE').map(({ body }) => body.toString())).toEqual(['Hello SIPE']);
    await bob.command('chatleave', conv);
    await untilConference(conference, chatting('alice'));
    const carol = await (await stage.webUser('carol')).joinConference(conference.conference!.snapshot.uri);
    await untilConference(conference, chatting('alice', 'carol'));
    await carol.conference!.leave();
    await untilConference(conference, chatting('alice'));
    expect(stage.complaints.filter((line) => !line.includes('demo-passwords'))).toEqual([]);
  });

  it('sees a presenter made, locks and unlocks, and is told of its end', async () => {
    const { stage, conference, bob, conv } = await joined();
    await conference.conference!.setRole(uriOf('bob'), 'presenter');
    await bob.next('chat-user-flags', ({ op, who }) => op === true && String(who).includes('bob'));
    await choose(bob, conv, 'Lock');
    await untilConference(conference, ({ isLocked }) => isLocked);
    const carol = await stage.webUser('carol');
    await expect(carol.joinConference(conference.conference!.snapshot.uri)).rejects.toMatchObject({
      code: 'conference-locked',
    });
    await choose(bob, conv, 'Unlock');
    await untilConference(conference, ({ isLocked }) => !isLocked);
    // The rules of mute-all are in a roster that it goes on reading.
    await conference.conference!.muteAll();
    await untilConference(conference, ({ isAudienceMuted }) => isAudienceMuted);
    const dave = await stage.webUser('dave');
    await dave.joinConference(conference.conference!.snapshot.uri);
    await bob.next('chat-user-joined', ({ who }) => String(who).includes('dave'));
    await conference.conference!.eject(uriOf('dave'));
    await conference.conference!.eject(uriOf('bob'));
    expect(
      String((await bob.next('write', ({ msg }) => String(msg).includes('disconnected'))).msg),
    ).toContain('disconnected from this conference');
    await untilConference(conference, chatting('alice'));
  });

  it('that it made itself, with a browser that it invited, who sees it die', async () => {
    const stage = await setStage((configuration) => ({
      ...configuration,
      conferencing: { ...configuration.conferencing!, probeSeconds: 5, reconnectGraceSeconds: 1 },
    }));
    const carol = await stage.webUser('carol');
    const bob = await stage.sipe('bob');
    const invited = new Promise<ConversationContract>((resolve) =>
      carol.addEventListener('invitation-received', ({ conversation }) => resolve(conversation), {
        once: true,
      }),
    );
    await bob.command('buddyadd', uriOf('carol'));
    await bob.command('buddymenu', uriOf('carol'), 'New chat');
    const conference = await invited;
    await conference.accept();
    await untilConference(conference, chatting('bob', 'carol'));
    const { conv } = await bob.next('chat-joined');
    await bob.next('chat-user-joined', ({ who }) => String(who).includes('carol'));
    await conference.messaging.send('I came');
    expect((await bob.next('chat', (event) => event.conv === conv)).msg).toBe('I came');
    await bob.command('chatsend', String(conv), 'Welcome');
    await until(conference, () => heard(conference).includes('Welcome'));
    await bob.die();
    await untilConference(conference, chatting('carol'));
  });
});
