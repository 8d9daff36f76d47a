import { randomInt } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, expect } from 'vitest';
import {
  buildParkRequest,
  callParkContentType,
  parseParkResponse,
  type ParkResponse,
} from '../../../src/protocol/call-park';
import { sdpContentType } from '../../../src/protocol/sdp-message';
import type { LyncConfiguration, RunningServer } from '../../../src/server/main';
import { TestClient, user } from '../../../src/server/edge/testing/client';
import { openEmbeddedMedia, type MediaLeg } from '../../../src/server/media';
import type { SipRequest, SipResponse } from '../../../src/server/sip';
import { launchBrowser } from '../../e2e/support/browser';
import { JsSipClient } from './jssip-client';
import { LinphoneClient } from './linphone-client';
import { setStage } from './stage';

/** The server of the demo, with phones that are not ours. */
export interface PhoneStage {
  readonly server: RunningServer;
  readonly domain: string;
  uri(name: string): string;
  /** linphone, registered over TCP. */
  linphone(name: string): Promise<LinphoneClient>;
  /** JsSIP, registered over WebSocket. */
  jssip(name: string): Promise<JsSipClient>;
  /** A user who does nothing by themselves. */
  raw(name: string): Promise<TestClient>;
  /** How many calls are parked, and how many legs of media there are. */
  parked(): { readonly calls: number; readonly legs: number };
}

/** A call between a parker and a phone, as the parker has it. */
export interface ParkerCall {
  /** What requests of the parker in the call carry. */
  readonly dialog: Record<string, string>;
  /** The parker's media; it plays music. */
  readonly leg: MediaLeg;
}

let browser: Promise<Browser> | undefined;
const open: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});
afterAll(async () => {
  await (await browser)?.close();
  browser = undefined;
});

/**
 * A phone looks for the server at the default port of its domain. That is a loopback address of this test's own: no name has to be
 * looked up, and the port is free there.
 */
const ownAddress = (): string => `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;

/** The same configuration for another domain. */
function movedTo(domain: string, config: LyncConfiguration): LyncConfiguration {
  const moved = JSON.parse(JSON.stringify(config).replaceAll(config.domain, domain)) as LyncConfiguration;
  return { ...moved, sip: { ...moved.sip, tcp: { host: domain, port: 5060 } } };
}

export async function setPhoneStage(
  change: (configuration: LyncConfiguration) => LyncConfiguration = (unchanged) => unchanged,
): Promise<PhoneStage> {
  const domain = ownAddress();
  const { server } = await setStage((config) => change(movedTo(domain, config)));
  const uri = (name: string): string => `sip:${name}@${domain}`;
  const registered = (): number => (server.health().edge as { bindings: number }).bindings;
  return {
    server,
    domain,
    uri,
    async linphone(name) {
      const before = registered();
      const phone = await LinphoneClient.start(name, domain);
      open.push(() => phone.close());
      await expect.poll(registered, { timeout: 20_000 }).toBeGreaterThan(before);
      return phone;
    },
    async jssip(name) {
      const phone = await JsSipClient.start(await (browser ??= launchBrowser()), server.url, name, domain);
      open.push(() => phone.close());
      return phone;
    },
    async raw(name) {
      const socket = `${server.url.replace('http', 'ws')}sip`;
      const client = await TestClient.webSocket(socket, user(name, domain));
      open.push(() => client.close());
      expect((await client.register()).status).toBe(200);
      return client;
    },
    parked() {
      const { callPark, media } = server.health() as unknown as {
        callPark: { parked: number };
        media: { legs: number };
      };
      return { calls: callPark.parked, legs: media.legs };
    },
  };
}

const inBrackets = (value: string | undefined): string => /<([^>]*)>/.exec(value ?? '')?.[1] ?? '';
const tagIn = (value: string | undefined): string => /;tag=([^;]+)/.exec(value ?? '')?.[1] ?? '';

function acknowledge(client: TestClient, ok: SipResponse): Record<string, string> {
  const get = (name: string): string => ok.headers.get(name) ?? '';
  const dialog = {
    Route: get('Record-Route'),
    From: get('From'),
    To: get('To'),
    'Call-ID': get('Call-ID'),
  };
  client.send(
    client.request('ACK', inBrackets(get('Contact')), { ...dialog, CSeq: `${ok.cseq()?.number} ACK` }),
  );
  return dialog;
}

/** Takes part in media until the test ends, and plays music all the time. */
async function newLeg(): Promise<MediaLeg> {
  const media = await openEmbeddedMedia();
  open.push(() => media.close());
  const room = media.createRoom({ name: 'parker' });
  void room.play({ builtIn: 'hold-music' }, { loop: true });
  return room.join();
}

/** A phone takes its time: as often as a client gives up. */
async function patiently<T>(client: TestClient, ask: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (tries >= 9 || client.closed) throw error;
    }
  }
}

/** The next request of a method. */
export const nextRequest = (client: TestClient, method: string): Promise<SipRequest> =>
  patiently(client, () => client.incoming(method));

/** The parker calls a phone, which answers by itself. */
export async function callPhone(parker: TestClient, uri: string): Promise<ParkerCall> {
  const leg = await newLeg();
  const headers = { Contact: `<${parker.contact}>`, 'Content-Type': sdpContentType };
  const invite = parker.request('INVITE', uri, headers, await leg.offer());
  parker.send(invite);
  const ok = await patiently(parker, () => parker.answerTo(invite));
  expect(ok.status).toBe(200);
  await leg.accept(ok.body.toString('utf8'));
  return { dialog: acknowledge(parker, ok), leg };
}

/** The parker parks its call with a phone. */
export async function park(
  parker: TestClient,
  { uri }: Pick<PhoneStage, 'uri'>,
  phone: string,
  { dialog }: ParkerCall,
): Promise<ParkResponse> {
  const invite = parker.request(
    'INVITE',
    uri('park'),
    { Contact: `<${parker.contact}>`, 'Content-Type': callParkContentType },
    buildParkRequest({
      requestId: '1',
      target: phone,
      callId: dialog['Call-ID'] ?? '',
      fromTag: tagIn(dialog.From),
      toTag: tagIn(dialog.To),
    }),
  );
  parker.send(invite);
  const ok = await patiently(parker, () => parker.answerTo(invite));
  expect([ok.status, ok.headers.get('ms-diagnostics')]).toEqual([200, undefined]);
  acknowledge(parker, ok);
  return parseParkResponse(ok.body.toString('utf8'));
}

/** The parker answers a call, and is acknowledged. */
export async function answerCall(parker: TestClient, invite: SipRequest): Promise<MediaLeg> {
  const leg = await newLeg();
  const headers = { Contact: `<${parker.contact}>`, 'Content-Type': sdpContentType };
  parker.answer(invite, 200, headers, await leg.answer(invite.body.toString('utf8')));
  await nextRequest(parker, 'ACK');
  return leg;
}
