import { afterEach, describe, expect, it } from 'vitest';
import type { UcwaReason } from '../../protocol/ucwa';
import { ManualClock } from '../sip';
import { hrefOf, type UcwaAnswer } from './testing/ucwa-client';
import { startUcwaWorld, type UcwaWorld } from './testing/ucwa-world';

let world: UcwaWorld;

afterEach(() => world.close());

const reasonOf = ({ json, status }: UcwaAnswer): unknown[] => {
  const { code, subcode } = json<UcwaReason>();
  return [status, code, subcode];
};

describe('makeMeAvailable', () => {
  it('refuses what is not there, and can be asked again', async () => {
    world = await startUcwaWorld();
    const dave = await world.client('dave', { available: false });
    const unsupported = [403, 'Forbidden', 'ModalityNotSupported'];
    const wrong = [400, 'BadRequest', 'ParameterValidationFailure'];
    for (const [body, expected] of [
      [{ supportedModalities: ['Audio', 'Video'] }, unsupported],
      [{ supportedModalities: ['Messaging', 'Telepathy'] }, unsupported],
      [{ supportedModalities: 'Messaging' }, wrong],
      [{ supportedMessageFormats: ['Plain', 'Rtf'] }, wrong],
      [{ signInAs: 'IdleOnline' }, wrong],
    ] as const)
      expect(reasonOf(await dave.makeMeAvailable(body)), JSON.stringify(body)).toEqual(expected);
    const everything = ['Audio', 'video', 'PhoneAudio', 'ApplicationSharing', 'Messaging', 'PanoramicVideo'];
    expect((await dave.makeMeAvailable({ SupportedModalities: everything, SignInAs: 'away' })).status).toBe(
      204,
    );
    const me = (await dave.get(hrefOf(dave.embedded('me'), 'self'))).json();
    expect((await dave.get(hrefOf(me, 'presence'))).json().availability).toBe('Away');
  });

  it('says after how long somebody is idle: five minutes, or what is asked for', async () => {
    const clock = new ManualClock(Date.now());
    world = await startUcwaWorld({ clock });
    const idleAfter = async (inactiveTimeout?: unknown): Promise<number> => {
      const dave = await world.client('dave', { available: false });
      expect((await dave.makeMeAvailable({ inactiveTimeout })).status).toBe(204);
      const me = (await dave.get(hrefOf(dave.embedded('me'), 'self'))).json();
      let minutes = 0;
      for (; minutes < 12; minutes++) {
        if ((await dave.get(hrefOf(me, 'presence'))).json().availability === 'IdleOnline') break;
        clock.advance(60_000);
      }
      await dave.signOut();
      return minutes;
    };
    expect(await idleAfter()).toBe(5);
    expect(await idleAfter('PT8M')).toBe(8);
    expect(await idleAfter(3)).toBe(3);
    expect(await idleAfter('whenever')).toBe(5);
    expect(await idleAfter('PT1S')).toBe(1);
  });
});

describe('a token', () => {
  it('is good until it expires, and the application is there for the next one', async () => {
    const clock = new ManualClock(Date.now());
    world = await startUcwaWorld({ clock, ucwa: { tokenSeconds: 600 } });
    const dave = await world.client('dave', { available: false });
    const self = hrefOf(dave.application, 'self');
    clock.advance(599_000);
    expect((await dave.get(self)).status).toBe(200);
    clock.advance(1_000);
    const expired = await dave.get(self);
    expect(expired.status).toBe(401);
    expect(expired.headers.get('WWW-Authenticate')).toContain('MsRtcOAuth href="');
    expect(expired.body).not.toContain('dave');
    await dave.signIn('dave', 'demo-dave');
    expect((await dave.get(self)).status).toBe(200);
  });
});
