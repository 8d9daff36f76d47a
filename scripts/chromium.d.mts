/** Path of a Chromium; with `{ mayInstall: true }` installs one first if there is none. */
export function findChromium(options?: { mayInstall?: boolean }): Promise<string>;
