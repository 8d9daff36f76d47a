import type { EmbeddedMediaOptions } from './embedded/service';
import { MediaError } from './media-error';
import type { MediaService } from './media-service';

/**
 * The media service in this process. werift is an optional peer dependency and is loaded here only.
 * @throws MediaError `unavailable` when it is not installed, or when the network options cannot be used here
 */
export async function openEmbeddedMedia(options: EmbeddedMediaOptions = {}): Promise<MediaService> {
  return new (await loadEngine())(options);
}

async function loadEngine(): Promise<new (options: EmbeddedMediaOptions) => MediaService> {
  try {
    return (await import('./embedded/service')).EmbeddedMediaService;
  } catch (cause) {
    throw new MediaError('unavailable', 'Calls need the package werift; install it beside lync-widgets.', {
      cause,
    });
  }
}
