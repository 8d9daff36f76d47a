import type { EmbeddedMediaOptions } from './embedded/service';
import { MediaError } from './media-error';
import type { MediaService } from './media-service';

/**
 * The media service in this process. werift is an optional peer dependency and is loaded here only.
 * @throws MediaError `unavailable` when it is not installed
 */
export async function openEmbeddedMedia(options: EmbeddedMediaOptions = {}): Promise<MediaService> {
  try {
    const { EmbeddedMediaService } = await import('./embedded/service');
    return new EmbeddedMediaService(options);
  } catch (cause) {
    throw new MediaError('unavailable', 'Calls need the package werift; install it beside lync-widgets.', {
      cause,
    });
  }
}
