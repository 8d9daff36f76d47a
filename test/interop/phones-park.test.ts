import { describe, expect, it } from 'vitest';
import { buildRetrieveUri, parseUnparkNotification } from '../../src/protocol/call-park';
import type { TestClient } from '../../src/server/edge/testing/client';
import { linphoneIsMissing } from './support/linphone-available';
import type { JsSipClient } from './support/jssip-client';
import type { LinphoneClient } from './support/linphone-client';
import { answerCall, callPhone, nextRequest, park, setPhoneStage, type PhoneStage } from './support/phones';

type Phone = JsSipClient | LinphoneClient;
type Kind = 'jssip' | 'linphone';
const names = { jssip: 'JsSIP', linphone: 'linphone' } as const;
const dave = 'dave';
const bob = 'bob';

const nobody = { calls: 0, legs: 0 };

interface Parked {
  readonly alice: TestClient;
  readonly phone: Phone;
  readonly orbit: string;
  readonly safeUri: string;
}

/** Alice calls a phone, they hear each other, and she parks the call: the phone hears the music. */
async function parked(stage: PhoneStage, kind: Kind): Promise<Parked> {
  const alice = await stage.raw('alice');
  const phone = await stage[kind](dave);
  const call = await callPhone(alice, phone.uri);
  await phone.hears();
  const response = await park(alice, stage, phone.uri, call);
  // RFC 3891, section 3: who is replaced gets a BYE of the phone.
  const bye = await nextRequest(alice, 'BYE');
  expect(bye.callId()).toBe(call.dialog['Call-ID']);
  alice.answer(bye, 200);
  call.leg.end();
  expect(stage.parked()).toEqual({ calls: 1, legs: 1 });
  await phone.hears();
  return { alice, phone, orbit: response.orbit, safeUri: buildRetrieveUri(stage.uri('park'), response) };
}

/** What the service told the parker at the end, and that it hung up then. */
async function toldOf(alice: TestClient): Promise<{ reason: string; target?: string }> {
  const info = await nextRequest(alice, 'INFO');
  alice.answer(info, 200);
  const bye = await nextRequest(alice, 'BYE');
  expect(bye.callId()).toBe(info.callId());
  expect(bye.headers.get('ms-diagnostics')).toContain('35014');
  alice.answer(bye, 200);
  const { reason, target } = parseUnparkNotification(info.body.toString('utf8'));
  return { reason, ...(target !== undefined && { target }) };
}

/** Calls an address of the service and follows its REFER. */
async function retrieve(phone: Phone, uri: string): Promise<void> {
  if ('calls' in phone) {
    await phone.call(uri);
    // The call to the service has ended, the one to who was parked goes on.
    const [service, call] = await phone.are('ended', 'confirmed');
    expect([service?.replaced, call?.remote]).toEqual([true, expect.stringContaining('dave@')]);
  } else {
    phone.command(`call ${uri}`);
    const service = await phone.call('Refered');
    const call = await phone.call('StreamsRunning', (one) => one !== service);
    await phone.call('End', (one) => one === service);
    expect(call).not.toBe(service);
  }
}

/** Who was parked has left the service for somebody else's call. */
async function wasTaken(phone: Phone): Promise<void> {
  if ('calls' in phone) await phone.are('ended', 'ended', 'confirmed');
  else await phone.call('End', (call) => call === '2');
}

/** Who hears the other at the end. linphone has no microphone here, so that nobody hears it. */
type Hearing = 'both' | 'parkee' | 'nobody, as signalling only';

const combinations: readonly { parkee: Kind; retriever: Kind; hears: Hearing }[] = [
  { parkee: 'jssip', retriever: 'jssip', hears: 'both' },
  // linphone as DTLS server does not get to an end with Chromium; as DTLS client it does.
  { parkee: 'jssip', retriever: 'linphone', hears: 'nobody, as signalling only' },
  { parkee: 'linphone', retriever: 'jssip', hears: 'parkee' },
  { parkee: 'linphone', retriever: 'linphone', hears: 'nobody, as signalling only' },
];

for (const { parkee, retriever, hears } of combinations) {
  const needsLinphone = parkee === 'linphone' || retriever === 'linphone';
  describe.skipIf(needsLinphone && linphoneIsMissing)(
    `${names[parkee]} parked, ${names[retriever]} retrieving by the orbit`,
    () => {
      it(`have the call (heard by: ${hears}), and the orbit is free again`, async () => {
        const stage = await setPhoneStage();
        const { alice, phone, orbit } = await parked(stage, parkee);
        const other = await stage[retriever](bob);
        await retrieve(other, stage.uri(orbit));
        await wasTaken(phone);
        expect(await toldOf(alice)).toEqual({ reason: 'retrieval', target: stage.uri(bob) });
        if (hears === 'both' || hears === 'parkee') await phone.hears();
        if (hears === 'both') await other.hears();
        await expect.poll(() => stage.parked()).toEqual(nobody);
      });
    },
  );
}

describe('JsSIP', () => {
  it('takes a parked call by its safe address, once', async () => {
    const stage = await setPhoneStage();
    const { alice, phone, safeUri } = await parked(stage, 'jssip');
    const [other, late] = [await stage.jssip(bob), await stage.jssip('carol')];
    await retrieve(other, safeUri);
    await wasTaken(phone);
    expect(await toldOf(alice)).toEqual({ reason: 'retrieval', target: stage.uri(bob) });
    await late.call(safeUri);
    const [refused] = await late.are('failed');
    expect(refused).toMatchObject({ status: 404, diagnostics: expect.stringContaining('35010') as string });
    await Promise.all([phone, other].map((one) => one.hears()));
  });

  it('is told that nobody is parked at an orbit', async () => {
    const stage = await setPhoneStage();
    const phone = await stage.jssip(bob);
    await phone.call(stage.uri('105'));
    const [refused] = await phone.are('failed');
    expect(refused).toMatchObject({ status: 404, diagnostics: expect.stringContaining('35000') as string });
    expect(stage.parked()).toEqual(nobody);
  });

  it('hangs up while it is parked: the parker is told, and the orbit is free again', async () => {
    const stage = await setPhoneStage();
    const { alice, phone } = await parked(stage, 'jssip');
    await (phone as JsSipClient).hangUp();
    expect(await toldOf(alice)).toEqual({ reason: 'hang-up' });
    expect(stage.parked()).toEqual(nobody);
  });
});

describe.skipIf(linphoneIsMissing)('linphone', () => {
  it('hangs up while it is parked: the parker is told, and the orbit is free again', async () => {
    const stage = await setPhoneStage();
    const { alice, phone } = await parked(stage, 'linphone');
    (phone as LinphoneClient).command('terminate');
    expect(await toldOf(alice)).toEqual({ reason: 'hang-up' });
    expect(stage.parked()).toEqual(nobody);
  });
});

describe.each([
  { kind: 'jssip', skip: false },
  { kind: 'linphone', skip: linphoneIsMissing },
] as const)('$kind, when nobody retrieves', ({ kind, skip }) => {
  it.skipIf(skip)('calls back who has parked it, as the service asks by REFER', async () => {
    // The least that call park takes.
    const stage = await setPhoneStage((config) => ({
      ...config,
      callPark: { ...config.callPark!, ringBackSeconds: 10 },
    }));
    const { alice, phone } = await parked(stage, kind);
    await answerCall(alice, await nextRequest(alice, 'INVITE'));
    expect(await toldOf(alice)).toEqual({ reason: 'ringback', target: alice.user.uri });
    await wasTaken(phone);
    await phone.hears();
    await expect.poll(() => stage.parked()).toEqual(nobody);
  });
});
