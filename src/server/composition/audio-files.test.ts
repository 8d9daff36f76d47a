import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConfigurationError, loadConfiguration, startServer, type LyncConfiguration } from '../main';
import { pcm16, wavFile } from '../media/testing/wav-file';
import { createMemoryStore } from '../store';

let directory: string;
beforeEach(() => (directory = mkdtempSync(path.join(tmpdir(), 'lync-audio-'))));
afterEach(() => rmSync(directory, { recursive: true }));

function configured(): LyncConfiguration {
  const demo = path.resolve(import.meta.dirname, '../../../demo/lync.config.json');
  const loaded = loadConfiguration(demo, { PORT: '0', SIP_TCP_PORT: '0', LYNC_DATA: directory });
  return {
    ...loaded,
    media: { ...loaded.media, directory },
    callPark: { ...loaded.callPark!, musicFile: 'music.wav' },
    contactCenter: {
      ...loaded.contactCenter,
      voice: {
        music: 'music.wav',
        menu: {
          greeting: { text: 'Hello', file: 'hello.wav' },
          questions: [
            { key: 'a', prompt: { text: 'A?' } },
            { key: 'b', prompt: { text: 'B?', file: 'question.wav' } },
          ],
        },
      },
    },
  };
}

const start = async (): Promise<void> => {
  const server = await startServer(configured(), { store: createMemoryStore() });
  await server.close();
};

it('names every file that cannot be played before anything is served', async () => {
  writeFileSync(path.join(directory, 'music.wav'), wavFile(pcm16([1, 2, 3])));
  writeFileSync(path.join(directory, 'hello.wav'), 'ID3 not a WAV file at all');
  const error = (await start().catch((reason: unknown) => reason)) as ConfigurationError;
  expect(error).toBeInstanceOf(ConfigurationError);
  expect(error.issues.map((issue) => issue.path)).toEqual([
    'contactCenter.voice.menu.greeting.file',
    'contactCenter.voice.menu.questions[1].prompt.file',
  ]);
  expect(error.message).toContain('question.wav: there is no such file');
});

it('starts when all of them can', async () => {
  for (const name of ['music', 'hello', 'question'])
    writeFileSync(path.join(directory, `${name}.wav`), wavFile(pcm16([1, 2, 3])));
  await expect(start()).resolves.toBeUndefined();
});
