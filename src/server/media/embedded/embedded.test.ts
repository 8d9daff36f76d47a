import { openEmbeddedMedia } from '../open';
import { testMediaService } from '../testing/media-conformance';

testMediaService('embedded', (options) =>
  openEmbeddedMedia({ ...options, network: { address: '127.0.0.1' } }),
);
