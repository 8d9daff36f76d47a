import { emulateMedia } from '@web/test-runner-commands';

/** Animations end at once. Firefox is started so; Chromium is told. */
export async function reduceMotion(): Promise<void> {
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches) await emulateMedia({ reducedMotion: 'reduce' });
}
