/** One thing that is wrong in a configuration: where, and what was expected there. */
export interface ConfigurationIssue {
  /** Key path such as `queues[0].offerSeconds`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/**
 * A configuration that cannot be used. `message` lists every problem on a line of its own, each with its key path.
 * `configuration-unreadable`: no such file or no permission; `configuration-syntax`: not JSON; `configuration-invalid`: the rest.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(
    readonly code: 'configuration-unreadable' | 'configuration-syntax' | 'configuration-invalid',
    readonly file: string,
    readonly issues: readonly ConfigurationIssue[],
    options?: ErrorOptions,
  ) {
    super(
      issues.map(({ path, message }) => `${file}: ${path === '' ? '' : `${path}: `}${message}`).join('\n'),
      options,
    );
  }
}
