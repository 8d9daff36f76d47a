import { emulateMedia } from '@web/test-runner-commands';

/** Resolves with the next `type` event of `target`, typed by the event map. For tests. */
export function heard<K extends keyof HTMLElementEventMap>(
  target: EventTarget,
  type: K,
): Promise<HTMLElementEventMap[K]> {
  return new Promise((resolve) => {
    target.addEventListener(type, (event) => resolve(event as HTMLElementEventMap[K]), { once: true });
  });
}

/** Animations end at once. Firefox is started so; Chromium is told. For tests. */
export async function reduceMotion(): Promise<void> {
  if (!matchMedia('(prefers-reduced-motion: reduce)').matches)
    await emulateMedia({ reducedMotion: 'reduce' });
}
