import { describe, expect, it } from 'vitest';
import { voiceSchema } from '../../../config/contact-center-schema';
import type { VoiceConfiguration } from './configuration';

describe('the configuration of calls', () => {
  it('is what the file says', () => {
    const voice: VoiceConfiguration = {
      music: 'music.wav',
      menu: {
        greeting: { text: 'Hello', file: 'hello.wav' },
        questions: [{ key: 'topic', prompt: { text: '1 or 2' }, choices: { '1': 'boots', '*2': 'shoes' } }],
      },
      callback: { allowed: ['sip:*@partner.example'], phoneUri: 'sip:{phone}@gateway.example;transport=tcp' },
    };
    const read: VoiceConfiguration = voiceSchema.parse(voice);
    expect(read).toEqual(voice);
    expect(voiceSchema.parse({ menu: {} })).toEqual({ menu: { questions: [] } });
  });

  it.each([
    { callback: { phoneUri: 'sip:gateway.example' } },
    { callback: { allowed: ['sip:*'] } },
    { callback: { ringSeconds: 0 } },
    { menu: { questions: [{ key: 'a b', prompt: { text: 'x' } }] } },
    { menu: { questions: [{ key: 'a', prompt: { text: 'x' }, choices: { x: 'y' } }] } },
    { musik: 'x.wav' },
  ])('is refused as %j', (voice) => {
    expect(voiceSchema.safeParse(voice).success).toBe(false);
  });
});
