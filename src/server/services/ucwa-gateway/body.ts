import { UcwaFailure } from './failure';

/** The JSON body of a POST or PUT. Names are found in whatever case clients write them; what is not asked for is ignored. */
export class UcwaBody {
  readonly #properties = new Map<string, unknown>();

  constructor(value: unknown) {
    if (value === undefined || value === null) return;
    if (typeof value !== 'object' || Array.isArray(value))
      throw new UcwaFailure('BadRequest', undefined, 'The body must be a JSON object.');
    for (const [name, item] of Object.entries(value)) this.#properties.set(name.toLowerCase(), item);
  }

  get isEmpty(): boolean {
    return this.#properties.size === 0;
  }

  /** Undefined when it is absent, null or empty. Throws `UcwaFailure` for another type or a text too long. */
  text(name: string, maxLength: number): string | undefined {
    const value = this.#properties.get(name.toLowerCase());
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value !== 'string') throw UcwaFailure.parameter(name, 'must be a text');
    if (value.length > maxLength)
      throw UcwaFailure.parameter(name, `must have at most ${maxLength} characters`);
    return value;
  }

  required(name: string, maxLength: number): string {
    const value = this.text(name, maxLength);
    if (value === undefined) throw UcwaFailure.parameter(name, 'is required');
    return value;
  }

  texts(name: string): readonly string[] | undefined {
    const value = this.#properties.get(name.toLowerCase());
    if (value === undefined || value === null) return undefined;
    if (!Array.isArray(value) || value.length > 100 || !value.every((item) => typeof item === 'string'))
      throw UcwaFailure.parameter(name, 'must be a list of texts');
    return value;
  }

  number(name: string): number | undefined {
    const value = this.#properties.get(name.toLowerCase());
    if (value === undefined || value === null) return undefined;
    if (typeof value !== 'number' || !Number.isFinite(value))
      throw UcwaFailure.parameter(name, 'must be a number');
    return value;
  }

  /** Of whatever type. */
  value(name: string): unknown {
    return this.#properties.get(name.toLowerCase());
  }

  /** `_links.<rel>.href`: of links in bodies only the message of an invitation counts. */
  link(rel: string): string | undefined {
    const links = this.#properties.get('_links') as
      Record<string, { href?: unknown } | null> | null | undefined;
    if (typeof links !== 'object' || links === null) return undefined;
    const href = Object.hasOwn(links, rel) ? links[rel]?.href : undefined;
    return typeof href === 'string' ? href : undefined;
  }
}
