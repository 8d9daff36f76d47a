import { writeXml } from '../xml/write';
import { checked, envelope, readDocument, required } from './document';

/** Body of the 200 that says that the call is parked ([MS-SIPAPP] 3.1.5.2). */
export interface ParkResponse {
  readonly requestId: string;
  /** What people say to each other: `100`, `#100`. Text, not a number. */
  readonly orbit: string;
  /** Names this call and no other, ever; who has it may retrieve the call. Not for logs. */
  readonly msParkedCall: string;
}

// Another vendor's service may have orbits we would not configure.
const orbitForm = /^[^\s<>"]{1,64}$/;
const parkedCallForm = /^[\x21-\x7E]{1,256}$/;

/** Throws `XmlError` or `WireFormatError`. */
export function parseParkResponse(body: string): ParkResponse {
  const { root, requestId } = readDocument(body, 'park-response');
  return {
    requestId,
    orbit: required(root, 'orbit', orbitForm),
    msParkedCall: required(root, 'ms-parked-call', parkedCallForm),
  };
}

/** Throws `WireFormatError` on values that the parker would refuse. */
export function buildParkResponse({ requestId, orbit, msParkedCall }: ParkResponse): string {
  return writeXml([
    'park-response',
    envelope(requestId),
    ['orbit', {}, checked('orbit', orbit, orbitForm)],
    ['ms-parked-call', {}, checked('ms-parked-call', msParkedCall, parkedCallForm)],
  ]);
}
