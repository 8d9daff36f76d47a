import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDiagnostics } from '../../../protocol/diagnostics';
import { defaultAcceptTypes } from '../../../protocol/sdp-message';
import { mcuUri } from '../../../protocol/conferencing/conference-info-names';
import { ConferenceWorld, type Person } from '../../composition/testing/conference-world';

let world: ConferenceWorld;
let alice: Person;
let bob: Person;
let carol: Person;
let focus: string;

beforeEach(async () => {
  world = new ConferenceWorld();
  [alice, bob, carol] = [world.person('alice'), world.person('bob'), world.person('carol')];
  focus = await alice.create();
  for (const person of [alice, bob, carol]) {
    await person.join(focus);
    await person.openChat(focus);
  }
  await world.settle();
});

afterEach(() => world.close());

const isComposing =
  '<isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing"><state>active</state></isComposing>';

describe('the chat MCU', () => {
  it('tells everybody but the author, who is told what became of it', async () => {
    const answer = await bob.say('Hello all');
    expect([answer.status, answer.headers.get('Message-Id')]).toEqual([202, '1']);
    await world.settle();
    const heard = { sender: bob.uri, text: 'Hello all', id: '1' };
    expect([alice.heard, carol.heard, bob.heard]).toEqual([[heard], [heard], []]);
    expect(bob.reports).toEqual([{ messageId: '1', recipients: [] }]);
  });

  it('answers 200 to who reads no reports', async () => {
    await bob.chat!.bye();
    await bob.openChat(focus, ['text/plain']);
    expect((await bob.say('Plain')).status).toBe(200);
    await world.settle();
    expect(bob.reports).toEqual([]);
  });

  it('keeps the order for each, and one who is slow holds up nobody', async () => {
    const answers: (() => void)[] = [];
    carol.messageStatus = () => new Promise((resolve) => answers.push(() => resolve(200)));
    for (let index = 1; index <= 5; index++) await bob.say(`${index}`);
    await alice.say('6');
    await world.settle();
    expect(alice.heard.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5']);
    expect(carol.heard).toEqual([]);
    expect(answers).toHaveLength(1);
    for (let index = 0; index < 6; index++) {
      answers.shift()!();
      await world.settle();
    }
    expect(carol.heard.map(({ text }) => text)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(alice.heard).toHaveLength(5);
  });

  it('says who could not be told', async () => {
    carol.messageStatus = () => 415;
    await bob.say('Hello');
    await world.settle();
    expect(bob.reports).toEqual([{ messageId: '1', recipients: [{ uri: carol.uri, status: 415 }] }]);
  });

  it('keeps a message for who is away for a moment, in order, and reports one who does not come back', async () => {
    let isAway = true;
    carol.messageStatus = () => (isAway ? 480 : 200);
    await bob.say('One');
    await bob.say('Two');
    await world.settle();
    expect(bob.reports).toEqual([]);
    isAway = false;
    await world.pass(6);
    expect(carol.heard.map(({ text }) => text)).toEqual(['One', 'Two']);
    expect(bob.reports.map(({ recipients }) => recipients)).toEqual([[], []]);
    carol.connection.close();
    await bob.say('Three');
    await world.pass(60);
    expect(bob.reports.at(-1)).toEqual({ messageId: '3', recipients: [{ uri: carol.uri, status: 480 }] });
  });

  it('takes a message once that is repeated after a loss', async () => {
    const id: [string, string][] = [['Ms-Message-ID', 'm1']];
    expect((await bob.say('Once', id)).headers.get('Message-Id')).toBe('1');
    expect((await bob.say('Once', id)).headers.get('Message-Id')).toBe('1');
    await world.settle();
    expect(alice.heard).toHaveLength(1);
  });

  it('passes on that somebody types, in either form, and answers no OPTIONS wrongly', async () => {
    await bob.say(isComposing, [], 'application/im-iscomposing+xml');
    await world.settle();
    await bob.chat!.request('INFO', {
      body: '<KeyboardActivity><status status="type"/></KeyboardActivity>',
      contentType: 'application/xml',
    });
    await world.settle();
    expect([alice.typing, carol.typing, bob.typing]).toEqual([[bob.uri, bob.uri], [bob.uri, bob.uri], []]);
    expect((await bob.chat!.request('OPTIONS')).status).toBe(200);
  });

  it('gives HTML as text to who takes no HTML', async () => {
    await alice.chat!.bye();
    await alice.openChat(focus, ['text/plain']);
    await bob.say('<b>Hello</b> you', [], 'text/html');
    await world.settle();
    expect(alice.heard.map(({ text }) => text)).toEqual(['Hello you']);
    expect(carol.heard.map(({ text }) => text)).toEqual(['<b>Hello</b> you']);
  });

  it('refuses what is too large, too fast or of another type', async () => {
    const idOf = async (...args: Parameters<Person['say']>): Promise<unknown[]> => {
      const { status, headers } = await bob.say(...args);
      return [status, parseDiagnostics(headers.get('ms-diagnostics'))?.errorId];
    };
    expect(await idOf('x'.repeat(32_769))).toEqual([413, 51306]);
    expect(await idOf('x', [], 'application/octet-stream')).toEqual([415, 51312]);
    for (let index = 0; index < 30; index++) expect((await bob.say('x')).status).toBe(202);
    expect(await idOf('one too many')).toEqual([429, 51311]);
    await world.pass(1);
    expect((await bob.say('x')).status).toBe(202);
  });

  it('refuses a description that is none, and one without invitation', async () => {
    const invite = (body: string, contentType = 'application/sdp'): Promise<unknown> =>
      bob.endpoint
        .invite(mcuUri(focus, 'chat'), { from: `<${bob.uri}>`, body, contentType })
        .catch((error: { status: number }) => error.status);
    expect(await invite('v=0')).toBe(488);
    expect(await invite('x', 'text/plain')).toBe(415);
  });

  it('takes the place of the same device that comes again', async () => {
    const first = bob.chat;
    await bob.openChat(focus, defaultAcceptTypes);
    await world.settle();
    expect(first?.state).toBe('terminated');
    await alice.say('Once');
    await world.settle();
    expect(bob.heard).toHaveLength(1);
    const target = bob.chat!.request('INVITE', { body: '', contentType: 'application/sdp' });
    expect((await target).status).toBe(200);
  });

  it('gives to who comes back over a new connection what they had not got', async () => {
    carol.messageStatus = () => 480;
    await bob.say('Meanwhile');
    await world.settle();
    const back = world.person('carol2', carol.uri);
    await back.join(focus);
    await bob.say('And more');
    await world.settle();
    await back.openChat(focus);
    await world.settle();
    expect(back.heard.map(({ text }) => text)).toEqual(['Meanwhile', 'And more']);
    expect(bob.reports.map(({ messageId, recipients }) => [messageId, recipients])).toEqual([
      ['1', []],
      ['2', []],
    ]);
    expect(carol.chat?.state).toBe('terminated');
  });

  it('never tells who comes back what they said themselves', async () => {
    carol.messageStatus = () => 480;
    await bob.say('Meanwhile');
    await world.settle();
    const back = world.person('carol2', carol.uri);
    // The chat before the focus: it is not known yet that this takes the place of the connection that is gone.
    await back.openChat(focus);
    await back.say('Back again');
    await back.join(focus);
    await world.settle();
    const again = world.person('carol3', carol.uri);
    await again.join(focus);
    await again.openChat(focus);
    await world.settle();
    expect(again.heard.map(({ text }) => text)).toEqual(['Meanwhile']);
    expect(alice.heard.map(({ text }) => text)).toEqual(['Meanwhile', 'Back again']);
  });

  it('tells another device of the author, also one that is on its way back', async () => {
    const phone = world.person('bobphone', bob.uri);
    await phone.join(focus, { entity: '{phone}' });
    await phone.openChat(focus);
    await bob.say('From my desk');
    await world.settle();
    expect(phone.heard.map(({ text }) => text)).toEqual(['From my desk']);
    phone.messageStatus = () => 480;
    await bob.say('Gone?');
    await world.settle();
    const back = world.person('bobphone2', bob.uri);
    await back.join(focus, { entity: '{phone}' });
    await bob.say('Come back');
    await back.openChat(focus);
    await world.settle();
    expect(back.heard.map(({ text }) => text)).toEqual(['Gone?', 'Come back']);
    expect(bob.heard).toEqual([]);
  });

  it('lets applications of ours hear and speak', async () => {
    const conference = world.conferencing.findConference(focus)!;
    const heard: string[] = [];
    const stop = conference.onMessage(({ sender, body }) => heard.push(`${sender} ${body.toString()}`));
    await bob.say('To all');
    expect(await conference.say('sip:contact-1@contoso.com', 'From the visitor')).toEqual([]);
    stop();
    await bob.say('Unheard');
    expect(heard).toEqual([`${bob.uri} To all`, 'sip:contact-1@contoso.com From the visitor']);
    expect(bob.heard).toMatchObject([{ sender: 'sip:contact-1@contoso.com', text: 'From the visitor' }]);
  });
});
