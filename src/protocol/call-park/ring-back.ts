/** In the 200 that says that a call is parked: after how many seconds it rings back. Ours; who does not know it has nothing to guess with. */
export const ringBackHeader = 'Ms-Park-Ring-Back';

/** Seconds; undefined if the header is missing or says nothing that makes sense. */
export function parseRingBack(value: string | undefined): number | undefined {
  const seconds = /^\s*(\d{1,5})\s*$/.exec(value ?? '')?.[1];
  return seconds === undefined || Number(seconds) === 0 ? undefined : Number(seconds);
}
