import { expect } from '@open-wc/testing';
import { callParkFailures } from '../../src/protocol/call-park/diagnostics';
import { strings } from './park-failures';

describe('the texts of call park failures', () => {
  it('are there for each code, in each language, and each says something of its own', async () => {
    for (const language of ['en', 'de', 'fr', 'es', 'ar', 'ja']) {
      await strings.load(language);
      const { reasons } = strings.get(language);
      const texts = [...Object.keys(callParkFailures), 'park-not-available'].map((code) => reasons[code]);
      expect(
        texts.every((text) => text && text.length > 8),
        language,
      ).to.equal(true);
      expect(new Set(texts).size, language).to.equal(texts.length);
    }
  });
});
