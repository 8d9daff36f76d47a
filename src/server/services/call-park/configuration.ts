import { addressOfRecord, parseUri } from '../../sip';
import { CallParkConfigurationError, type CallParkConfigurationCode } from './configuration-error';
import { parseOrbitRanges } from './orbit-ranges';

/** What an administrator decides about call park. Plain data: the schema that checks a file lives with the composer of the server. */
export interface CallParkConfiguration {
  /** The service's address, e.g. `sip:park@contoso.com`; provisioning announces it as `callParkServerUri`. */
  readonly uri: string;
  /** Orbits and ranges of orbits as text: `['100-109', '#500', '*7000-*7099']`; commas separate too. */
  readonly orbits: readonly string[];
  /** How long a call is parked before it rings back at the parker (CallPickupTimeoutThreshold): 10 to 600, 90 by default of the product. */
  readonly ringBackSeconds: number;
  /** How often it rings back before it goes to `fallbackUri` (MaxCallPickupAttempts): 1 to 10. */
  readonly attempts: number;
  /** Where a call goes that nobody took (OnTimeoutURI); without it such a call ends. */
  readonly fallbackUri?: string;
  /** Whether the parkee hears music (EnableMusicOnHold). */
  readonly music: boolean;
  /** Names this process among those that share a store; `call-park` when absent. */
  readonly instance?: string;
  /** How long `drain()` waits for the parked calls to ring back; 30 when absent. */
  readonly drainSeconds?: number;
}

export interface CheckedConfiguration extends CallParkConfiguration {
  readonly domain: string;
  readonly orbits: readonly string[];
  readonly instance: string;
  readonly drainSeconds: number;
}

/** Canonical addresses, ranges counted out, the product's limits. Throws `CallParkConfigurationError`. */
export function checkConfiguration(config: CallParkConfiguration): CheckedConfiguration {
  const refuse = (code: CallParkConfigurationCode, message: string): never => {
    throw new CallParkConfigurationError(code, message);
  };
  const { ringBackSeconds, attempts, fallbackUri } = config;
  const uri = parseUri(config.uri);
  if (uri?.user === undefined || uri.headers !== undefined || uri.params.size > 0)
    return refuse('uri', 'expected an address such as sip:park@contoso.com');
  if (!Number.isInteger(ringBackSeconds) || ringBackSeconds < 10 || ringBackSeconds > 600)
    refuse('ringBackSeconds', 'expected 10 to 600');
  if (!Number.isInteger(attempts) || attempts < 1 || attempts > 10) refuse('attempts', 'expected 1 to 10');
  // Product rule: OnTimeoutURI must begin with `sip:`.
  if (fallbackUri !== undefined && (!fallbackUri.startsWith('sip:') || !parseUri(fallbackUri)))
    refuse('fallbackUri', 'expected a URI that begins with sip:');
  return {
    ...config,
    uri: addressOfRecord(uri),
    domain: uri.host.toLowerCase(),
    orbits: parseOrbitRanges(config.orbits),
    instance: config.instance ?? 'call-park',
    drainSeconds: config.drainSeconds ?? 30,
  };
}
