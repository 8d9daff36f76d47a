import fc from 'fast-check';
import { expect, it } from 'vitest';
import { settle, until } from '../testing/world';
import { audioSdp } from './testing/media-double';
import { supportUri, VoiceWorld } from './testing/voice-world';

const methods = fc.constantFrom(
  'INVITE',
  'UPDATE',
  'INFO',
  'REFER',
  'NOTIFY',
  'OPTIONS',
  'MESSAGE',
  'PUBLISH',
);
const types = fc.constantFrom(
  'application/sdp',
  'application/dtmf-relay',
  'application/dtmf',
  'message/sipfrag',
  'text/plain',
  'multipart/mixed;boundary=x',
  ';;;',
);
const bodies = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.constantFrom(
    '',
    'v=0\r\n',
    'v=0\r\nm=audio 99999999 RTP/AVP 0\r\n',
    'v=0\r\nm=audio 0 RTP/AVP 0\r\n',
    audioSdp('x', 'sendonly'),
    audioSdp('x'),
    'Signal=5',
    'Signal=55\r\n',
    'm=message 5060 sip null',
  ),
);
const referTo = fc.constantFrom(
  '',
  '<>',
  'sip:',
  '<sip:bob@contoso.com>',
  '<tel:1>',
  '<sip:sales@contoso.com?a=b>',
);

it('answers whatever comes in a call, and the call goes on', async () => {
  const world = new VoiceWorld();
  const { line } = await world.talker('alice');
  const visitor = await world.caller();
  await world.connected(line);
  await fc.assert(
    fc.asyncProperty(
      methods,
      types,
      bodies,
      referTo,
      fc.boolean(),
      async (method, contentType, body, to, isAgent) => {
        const { dialog } = isAgent ? line : visitor;
        const { status } = await dialog!.request(method, { contentType, body, headers: [['Refer-To', to]] });
        expect(status).toBeGreaterThanOrEqual(200);
        // Sent too fast is the only thing that depends on time.
        world.clock.advance(1000);
      },
    ),
    { numRuns: 200 },
  );
  await visitor.request('INVITE', 'application/sdp', audioSdp('visitor'));
  await line.request('INVITE', 'application/sdp', audioSdp('agent'));
  await settle();
  expect([line.ended, visitor.ended]).toEqual([undefined, undefined]);
  expect([world.room.plays('visitor'), world.room.plays('agent')]).toEqual([false, false]);
  expect(await line.refer(supportUri)).toBe(202);
  await until(() => line.ended !== undefined);
  expect(world.errors()).toEqual([]);
  await world.close();
  expect(world.media.legs).toBe(0);
});
