import { orbitForm } from '../../../protocol/call-park';
import { CallParkConfigurationError } from './configuration-error';

/** More than anybody remembers; a slip such as `1-100000000` must not fill the memory. */
const maxOrbits = 10_000;

const range = /^([*#]?)(\d{1,9})\s*-\s*([*#]?)(\d{1,9})$/;

/**
 * Counts out `100-109`, `#100-199`, `*7000-*7010`, `500`, also with commas between. Orbits are text: leading zeros and the sign belong to
 * them. Throws `CallParkConfigurationError`.
 */
export function parseOrbitRanges(ranges: readonly string[]): readonly string[] {
  const orbits = new Set<string>();
  for (const item of ranges.flatMap((text) => text.split(','))) {
    for (const orbit of countOut(item.trim())) {
      if (orbits.has(orbit)) throw fault(`expected each orbit once, ${orbit} is there twice`);
      orbits.add(orbit);
      if (orbits.size > maxOrbits) throw fault(`expected at most ${maxOrbits} orbits`);
    }
  }
  if (orbits.size === 0) throw fault('expected at least one orbit');
  return [...orbits];
}

function* countOut(item: string): Iterable<string> {
  if (orbitForm.test(item)) {
    yield item;
    return;
  }
  const [, sign = '', first = '', lastSign = '', last = ''] = range.exec(item) ?? [];
  const from = Number(first);
  const to = Number(last);
  const fits = first !== '' && first.length === last.length && (lastSign === '' || lastSign === sign);
  if (!fits || to < from)
    throw fault(`expected an orbit or a range such as #100-199, got ${JSON.stringify(item)}`);
  for (let number = from; number <= to; number++) yield sign + String(number).padStart(first.length, '0');
}

function fault(message: string): CallParkConfigurationError {
  return new CallParkConfigurationError('orbits', message);
}
