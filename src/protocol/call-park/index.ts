/** The wire formats of call park: [MS-SIPAPP], [MS-OCER] 7.25. Pure. */
export {
  buildCallParkDiagnostics,
  callParkFailureOf,
  callParkFailures,
  type CallParkFailureCode,
} from './diagnostics';
export { callParkContentType, callParkVersion } from './document';
export { buildParkRequest, parseParkRequest, replacesOf, type ParkRequest } from './park-request';
export { buildParkResponse, parseParkResponse, type ParkResponse } from './park-response';
export { parseRingBack, ringBackHeader } from './ring-back';
export { buildRetrieveUri, orbitForm, orbitUri, parseRetrieveUri, type RetrieveTarget } from './retrieve-uri';
export {
  buildUnparkNotification,
  parseUnparkNotification,
  type ReceivedUnparkNotification,
  type UnparkNotification,
  type UnparkReason,
} from './unpark-notification';
