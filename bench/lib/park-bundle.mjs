// What the processes of bench/parked.mjs are made of, built from the sources.
export { connectTcp, listenTcp, silentLog, SipEndpoint, systemClock } from '../../src/server/sip';
export { startCallPark } from '../../src/server/services/call-park';
export { createMemoryStore } from '../../src/server/store';
export { buildParkRequest, callParkContentType } from '../../src/protocol/call-park';
