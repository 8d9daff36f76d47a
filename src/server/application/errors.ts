import { resultOf, type XccosResultName } from '../../protocol/xccos';

/**
 * `not-established`: call `establish` first. `terminated`: it was ended meanwhile. `unreachable`: nobody answers. `refused`: the server does not want this
 * application, or the post (`status`). `command-failed`: a command was answered with a failure (`result`). `timeout`: no reply came.
 */
export type ApplicationErrorCode =
  'not-established' | 'terminated' | 'unreachable' | 'refused' | 'command-failed' | 'timeout' | 'aborted';

export class ApplicationError extends Error {
  override readonly name = 'ApplicationError';
  /** Of a SIP answer. */
  readonly status: number | undefined;
  /** Of a reply. */
  readonly result: XccosResultName | undefined;

  constructor(
    readonly code: ApplicationErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly status?: number; readonly result?: XccosResultName } = {},
  ) {
    super(message, { cause: options.cause });
    this.status = options.status;
    this.result = options.result;
  }

  static ofReply(name: string, code: number, text: string): ApplicationError {
    return new ApplicationError('command-failed', `${name}: ${text}`, { result: resultOf(code, text) });
  }
}
