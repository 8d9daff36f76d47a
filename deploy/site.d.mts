export interface SitePorts {
  readonly http: readonly number[];
  readonly nodes: readonly number[];
  readonly webSocket: number;
  readonly forNodes: number;
  readonly postgres: number;
}

export interface SiteNode {
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
}

export interface Site {
  readonly urls: readonly string[];
  readonly webSocket: string;
  readonly ports: SitePorts;
  readonly database: {
    readonly url: string;
    sql(what: string | { readonly text: string }): Promise<{ stdout: string }>;
  };
  readonly nodes: readonly SiteNode[];
  /** `said` is its log, of the newest lines. */
  readonly kamailio: { said(): string; stop(): Promise<void>; start(): Promise<void> };
  readonly directory: string;
  stop(): Promise<void>;
}

export const defaultPorts: SitePorts;
export function missing(): string[];
export function startSite(options: {
  readonly directory: string;
  readonly ports?: SitePorts;
  readonly base?: object;
  readonly change?: (config: Record<string, unknown>, index: number) => void;
  readonly limits?: { readonly connectionsPerAddress?: number; readonly requestsPerAddress?: number };
  readonly dist?: string;
  readonly log?: (line: string) => void;
}): Promise<Site>;
