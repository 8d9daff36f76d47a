import type { CreateSignaling } from '../signaling/signaling';

let loading: Promise<CreateSignaling> | undefined;

/** Loads the SIP library, once. A failed download is tried again at the next call. */
export function loadSignaling(): Promise<CreateSignaling> {
  loading ??= import('../signaling/sip-js-signaling').then(
    ({ createSignaling }) => createSignaling,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
