import type { TraceRow } from './trace-log';

/**
 * Whether a row matches every word of a filter: anywhere in its text, upper and lower case alike; `-word`: nowhere in it. Words in quotes
 * may have spaces.
 */
export function compileFilter(filter: string): (row: TraceRow) => boolean {
  const words = [...filter.toLowerCase().matchAll(/(-?)(?:"([^"]*)"|(\S+))/g)]
    .map(([, minus, quoted, plain]) => ({ wanted: minus !== '-', word: quoted ?? plain ?? '' }))
    .filter(({ word }) => word !== '');
  if (words.length === 0) return () => true;
  return ({ text }) => {
    const lower = text.toLowerCase();
    return words.every(({ wanted, word }) => lower.includes(word) === wanted);
  };
}
