import { describe, expect, it } from 'vitest';
import { MediaError, type MediaService } from '../media';
import { lazyMedia } from './lazy-media';

/** Counts how often it is closed; nobody makes rooms in it here. */
class NoMedia implements MediaService {
  readonly rooms = 0;
  readonly legs = 0;
  closed = 0;
  createRoom(): never {
    throw new MediaError('wrong-state', 'not here');
  }
  async check(): Promise<{ seconds: number }> {
    return { seconds: 0 };
  }
  async close(): Promise<void> {
    this.closed++;
  }
}

describe('media that is opened when needed', () => {
  it('is opened once, for all who need it', async () => {
    const service = new NoMedia();
    let opened = 0;
    const media = lazyMedia(async () => {
      opened++;
      return service;
    });
    expect([opened, media.opened]).toEqual([0, undefined]);
    expect(await Promise.all([media.get(), media.get()])).toEqual([service, service]);
    expect([opened, media.opened]).toEqual([1, service]);
    await media.close();
    expect(service.closed).toBe(1);
  });

  it('has nothing to close if nobody called', async () => {
    const media = lazyMedia(() => Promise.reject(new Error('nobody called')));
    await media.close();
    expect(media.opened).toBeUndefined();
  });

  it('can be had after all, once the engine is there', async () => {
    const service = new NoMedia();
    const missing = new MediaError('unavailable', 'not installed');
    const answers = [Promise.reject(missing), Promise.resolve(service)];
    const media = lazyMedia(() => answers.shift()!);
    await expect(media.get()).rejects.toBe(missing);
    expect(media.opened).toBeUndefined();
    await expect(media.get()).resolves.toBe(service);
  });

  it('is closed when it was on its way too', async () => {
    const service = new NoMedia();
    let arrive = (_service: MediaService): void => undefined;
    const media = lazyMedia(() => new Promise((resolve) => (arrive = resolve)));
    const wanted = media.get();
    const closing = media.close();
    arrive(service);
    await Promise.all([wanted, closing]);
    expect(service.closed).toBe(1);
  });
});
