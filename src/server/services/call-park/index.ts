import { orbitUri } from '../../../protocol/call-park';
import { CallPark, type CallParkOptions } from './call-park';
import { orbitNames } from './orbit-names';
import { checkConfiguration, type CallParkConfiguration } from './configuration';

export type { CallPark, CallParkOptions, CallParkSnapshot } from './call-park';
export type { CallParkConfiguration } from './configuration';
export { CallParkConfigurationError, type CallParkConfigurationCode } from './configuration-error';
export { parseOrbitRanges } from './orbit-ranges';
export {
  ParkMediaError,
  type ParkLeg,
  type ParkLegOptions,
  type ParkMedia,
  type ParkMediaErrorCode,
  type ParkOffer,
} from './park-media';
export { enterprisePolicy, type CallParkPolicy, type DialogIdentifiers, type DialogWitness } from './policy';

/** Starts call park on an endpoint that other services may share. Throws `CallParkConfigurationError`. */
export function startCallPark(options: CallParkOptions): CallPark {
  return new CallPark(options);
}

/**
 * Addresses the service answers, for the edge: its own and those of each orbit (`orbitNames`). A star is written `%2A`, because edges take `*` for a wildcard.
 * Throws `CallParkConfigurationError`.
 */
export function callParkAddresses(config: CallParkConfiguration): string[] {
  const { uri, orbits, domain } = checkConfiguration(config);
  const names = [...orbitNames(orbits).keys()];
  return [uri, ...names.map((name) => orbitUri(name, domain).replace('*', '%2A'))];
}
