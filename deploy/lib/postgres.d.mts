export interface RunningPostgres {
  readonly url: string;
  readonly pid: number | undefined;
  /** Runs a file of SQL, or a text given as `{ text }`. */
  sql(what: string | { readonly text: string }): Promise<{ stdout: string }>;
  /** SIGINT, PostgreSQL's fast shutdown, by default. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export function postgresPrograms(): string | undefined;
export function startPostgres(options: {
  readonly directory: string;
  readonly port: number;
  readonly name?: string;
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly log?: (line: string) => void;
}): Promise<RunningPostgres>;
