export { MediaError, type MediaErrorCode } from './media-error';
export type * from './media-service';
export type { EmbeddedMediaOptions } from './embedded/service';
export type { NetworkOptions } from './embedded/network';
export { openEmbeddedMedia } from './open';
