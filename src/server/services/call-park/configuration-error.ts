/** Which setting was wrong. */
export type CallParkConfigurationCode = 'uri' | 'orbits' | 'ringBackSeconds' | 'attempts' | 'fallbackUri';

export class CallParkConfigurationError extends Error {
  override readonly name = 'CallParkConfigurationError';
  constructor(
    readonly code: CallParkConfigurationCode,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}
