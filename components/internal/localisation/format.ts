const formats = new Map<string, Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.NumberFormat>();

function cached<T extends Intl.DateTimeFormat | Intl.RelativeTimeFormat | Intl.NumberFormat>(
  key: string,
  make: () => T,
): T {
  const known = formats.get(key) as T | undefined;
  if (known) return known;
  const made = make();
  formats.set(key, made);
  return made;
}

/** A page may say any `lang`; one that `Intl` cannot read is formatted in English. */
function readable(lang: string): string {
  try {
    return Intl.getCanonicalLocales(lang)[0] ?? 'en';
  } catch (error) {
    if (error instanceof RangeError) return 'en';
    throw error;
  }
}

/** Time of day, short. `at` is milliseconds since 1970. */
export function formatTime(lang: string, at: number): string {
  return cached(`t${lang}`, () => new Intl.DateTimeFormat(readable(lang), { timeStyle: 'short' })).format(at);
}

/** Date and time, medium; for titles and transcripts. */
export function formatDateTime(lang: string, at: number): string {
  return cached(
    `dt${lang}`,
    () => new Intl.DateTimeFormat(readable(lang), { dateStyle: 'medium', timeStyle: 'short' }),
  ).format(at);
}

/** `today`, `yesterday`, or the date, in words of the language. */
export function formatDay(lang: string, at: number, now: number = Date.now()): string {
  const days = Math.round((startOfDay(at) - startOfDay(now)) / 86_400_000);
  if (days === 0 || days === -1) {
    return cached(`r${lang}`, () => new Intl.RelativeTimeFormat(readable(lang), { numeric: 'auto' })).format(
      days,
      'day',
    );
  }
  return cached(
    `d${lang}`,
    () => new Intl.DateTimeFormat(readable(lang), { weekday: 'long', day: 'numeric', month: 'long' }),
  ).format(at);
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
];

/** `2 minutes ago`, `in 5 seconds`, in words of the language. */
export function formatRelative(lang: string, at: number, now: number = Date.now()): string {
  const distance = at - now;
  const [unit, size] = STEPS.find(([, step]) => Math.abs(distance) >= step) ?? (['second', 1000] as const);
  return cached(`r${lang}`, () => new Intl.RelativeTimeFormat(readable(lang), { numeric: 'auto' })).format(
    Math.round(distance / size),
    unit,
  );
}

/** `4:05` or `1:04:05`, for running durations. `milliseconds` below zero count as zero. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** A number with the digits of the language. */
export function formatNumber(lang: string, value: number): string {
  return cached(`n${lang}`, () => new Intl.NumberFormat(readable(lang))).format(value);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** Whole seconds with their unit, e.g. `5 seconds`; below zero counts as zero. */
export function formatSeconds(lang: string, milliseconds: number): string {
  return cached(
    `s${lang}`,
    () => new Intl.NumberFormat(readable(lang), { style: 'unit', unit: 'second', unitDisplay: 'long' }),
  ).format(Math.max(0, Math.ceil(milliseconds / 1000)));
}
