// What the participants of bench/conference.mjs say, built from the sources.
export { buildCccpRequest, cccpContentType, parseCccpResponse } from '../../src/protocol/conferencing/cccp';
export { focusFactoryUri, mcuUri } from '../../src/protocol/conferencing/conference-info-names';
export { buildMessageOffer, defaultAcceptTypes, sdpContentType } from '../../src/protocol/sdp-message';
