import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseConfInvite, confInviteContentType } from '../../../protocol/conferencing/conf-invite';
import { ConferenceWorld, uriOf, type Person } from '../../composition/testing/conference-world';
import type { TrustedConference } from './conferencing-service';
import { ConferenceRefusal } from './refusal';

const organizer = uriOf('center');
let world: ConferenceWorld;
let conference: TrustedConference;
let alice: Person;
let bob: Person;

beforeEach(() => {
  world = new ConferenceWorld();
  [alice, bob] = [world.person('alice'), world.person('bob')];
  conference = world.conferencing.createConference({ organizer, subject: 'A contact', id: 'CONTACT1' });
});

afterEach(() => world.close());

it('lets in those that the application names, and nobody else', async () => {
  await expect(alice.join(conference.focusUri)).rejects.toMatchObject({ status: 403 });
  conference.allow(alice.uri, 'presenter');
  expect((await alice.join(conference.focusUri)).user?.roles).toEqual(['presenter']);
  expect(() => world.conferencing.createConference({ organizer, id: 'contact1' })).toThrow(ConferenceRefusal);
});

it('invites in the three dialogs of the seed: the invitation ends, the invited joins the focus and the MCUs', async () => {
  const order: string[] = [];
  alice.onInvite = (invite) => {
    const { body, headers } = invite.request;
    expect(headers.get('Content-Type')).toBe(confInviteContentType);
    expect(headers.get('Ms-Conversation-ID')).toBe('thread');
    expect(parseConfInvite(body.toString('utf8'))).toEqual({
      ...{ focusUri: conference.focusUri, subject: 'A contact', audio: true, im: true },
      firstMessage: 'Please help',
    });
    order.push('invited');
    void invite.accept().then(async (dialog) => {
      await dialog.terminated;
      order.push('invitation over');
      await alice.join(conference.focusUri);
      order.push('focus');
      await alice.openChat(conference.focusUri);
      order.push('chat');
    });
  };
  await conference.invite(alice.uri, {
    role: 'presenter',
    firstMessage: 'Please help',
    headers: [['Ms-Conversation-ID', 'thread']],
  });
  await world.settle();
  expect(order).toEqual(['invited', 'invitation over', 'focus', 'chat']);
  expect(conference.participants).toMatchObject([{ uri: alice.uri, role: 'presenter' }]);
});

it('calls who takes no invitation, and says who declined', async () => {
  alice.onInvite = (invite) => {
    if (invite.request.headers.get('Content-Type') === confInviteContentType) return invite.reject(415);
    void invite
      .accept({ body: invite.request.body, contentType: 'application/sdp' })
      .then((dialog) => alice.useChat(dialog));
  };
  await conference.invite(alice.uri, { audio: false });
  await world.settle();
  expect(conference.participants).toMatchObject([
    { uri: alice.uri, endpoints: [{ sessionType: 'chat', status: 'connected', dialedOut: true }] },
  ]);
  bob.onInvite = (invite) => invite.reject(603);
  await expect(conference.invite(bob.uri)).rejects.toMatchObject({ status: 603 });
  await expect(conference.dialOut({ uri: bob.uri, displayName: 'Bob' }, 'audio-video')).rejects.toMatchObject(
    { code: 'invalid-target-user', detail: '603' },
  );
  await world.settle();
  expect(conference.participants).toHaveLength(1);
});

it('speaks for somebody in the chat, who is in the roster and can be ejected', async () => {
  conference.allow(alice.uri);
  await alice.join(conference.focusUri);
  await alice.subscribe(conference.focusUri);
  await alice.openChat(conference.focusUri);
  const visitor = conference.joinChat({ uri: uriOf('guest-1'), displayName: 'Jane Doe' });
  const hidden = conference.joinChat({ uri: uriOf('carol'), displayName: 'Carol', hidden: true });
  await world.settle();
  expect(alice.sees).toEqual(['alice:attendee[focus chat]', 'guest-1:attendee[chat]']);
  const heard: string[] = [];
  visitor.onMessage(({ sender, body }) => heard.push(`${sender} ${body.toString()}`));
  expect(await visitor.say('Hello')).toEqual([]);
  await alice.say('Good morning');
  expect(alice.heard).toMatchObject([{ sender: uriOf('guest-1'), text: 'Hello' }]);
  expect(heard).toEqual([`${alice.uri} Good morning`]);
  conference.eject(uriOf('guest-1'));
  expect(await visitor.ended).toBe('Ejected');
  await alice.say('Unheard');
  expect(heard).toHaveLength(1);
  hidden.leave();
  expect(await hidden.ended).toBe('Left the conference');
  await world.settle();
  expect(alice.sees).toEqual(['alice:attendee[focus chat]']);
});

it('goes on without anybody, changes, is watched, and ends by the application', async () => {
  let changes = 0;
  conference.onChanged(() => changes++);
  for (const person of [alice, bob]) {
    conference.allow(person.uri);
    await person.join(conference.focusUri);
    await person.subscribe(conference.focusUri);
  }
  conference.setRole(bob.uri, 'presenter');
  conference.setLocked(true);
  await world.settle();
  expect(alice.sees).toEqual(['alice:attendee[focus]', 'bob:presenter[focus]']);
  expect([conference.isLocked, changes > 0]).toEqual([true, true]);
  conference.eject(alice.uri);
  await bob.focus!.bye();
  await world.pass(30);
  expect(conference.participants).toEqual([]);
  expect(conference.isEnded).toBe(false);
  conference.end();
  expect(conference.isEnded).toBe(true);
  expect(world.conferencing.findConference(conference.focusUri)).toBeUndefined();
  world.conferencing.drain();
  expect(() => world.conferencing.createConference({ organizer })).toThrow('shutting down');
});
