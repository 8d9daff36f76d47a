import { ConfigurationError, type ConfigurationIssue, type LyncConfiguration } from '../config';
import { MediaError } from '../media';
import { AudioLibrary } from '../media/audio/library';

/** Where a configuration names a file to be played, by key path. */
function audioFiles({ callPark, contactCenter }: LyncConfiguration): [path: string, file: string][] {
  const { music, menu } = contactCenter.voice ?? {};
  const files: [string, string | undefined][] = [
    ['callPark.musicFile', callPark?.musicFile],
    ['contactCenter.voice.music', music],
    ['contactCenter.voice.menu.greeting.file', menu?.greeting?.file],
    ...(menu?.questions ?? []).map(({ prompt }, index): [string, string | undefined] => [
      `contactCenter.voice.menu.questions[${index}].prompt.file`,
      prompt.file,
    ]),
    ['contactCenter.voice.menu.closing.file', menu?.closing?.file],
  ];
  return files.flatMap(([path, file]) => (file === undefined ? [] : [[path, file]]));
}

/**
 * Reads every file that callers are to hear, so that an administrator hears of a wrong one when the server starts and not a customer later. Needs no media
 * engine. Throws `ConfigurationError`, which names all of them.
 */
export async function checkAudioFiles(config: LyncConfiguration): Promise<void> {
  const library = new AudioLibrary(config.media.directory);
  const issues: ConfigurationIssue[] = [];
  for (const [path, file] of audioFiles(config)) {
    try {
      await library.load({ file });
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      issues.push({ path, message: `expected a WAV file in ${config.media.directory}: ${error.message}` });
    }
  }
  if (issues.length > 0) throw new ConfigurationError('configuration-invalid', 'configuration', issues);
}
