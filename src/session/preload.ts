import { loadSignaling } from './connection/load-signaling';

/**
 * Starts downloading what `connect()` will need, so that it comes beside everything else. Resolves when it is here; rejects when it
 * cannot be had, which `connect()` would say as well.
 */
export async function preload(): Promise<void> {
  await loadSignaling();
}
