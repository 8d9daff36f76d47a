import type { LyncConfiguration } from '../config';
import { openEmbeddedMedia, type MediaService } from '../media';
import type { Clock, Logger } from '../sip';

/** The media service, opened when it is first needed: a server where nobody calls never loads the engine. */
export interface LazyMedia {
  /** Rejects with `MediaError` when the engine is not installed; the next call tries again. */
  get(): Promise<MediaService>;
  /** What there is so far. */
  readonly opened: MediaService | undefined;
  close(): Promise<void>;
}

export function lazyMedia(open: () => Promise<MediaService>): LazyMedia {
  let opening: Promise<MediaService> | undefined;
  let opened: MediaService | undefined;
  return {
    get opened() {
      return opened;
    },
    get() {
      opening ??= open().then(
        (service) => (opened = service),
        (error: unknown) => {
          opening = undefined;
          throw error;
        },
      );
      return opening;
    },
    async close() {
      // Nothing that failed to open is there to be closed; who asked for it was told.
      const service = await opening?.catch(() => undefined);
      await service?.close();
    },
  };
}

/** The embedded engine as configured. */
export function embeddedMedia({ media }: LyncConfiguration, clock: Clock, log: Logger): LazyMedia {
  const { address, ports, directory } = media;
  return lazyMedia(() =>
    openEmbeddedMedia({
      clock,
      log,
      audioDirectory: directory,
      network: {
        ...(address !== undefined && { address }),
        ...(ports && { ports: [ports.first, ports.last] as const }),
      },
    }),
  );
}
