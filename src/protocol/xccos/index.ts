/** XCCOS, the protocol of Persistent Chat: text of SIP INFO requests and typed values, both ways. Pure. */
export { formatPrimitive, formatXccos, parseXccos, wrapXccos } from './envelope';
export { maxMentions } from './message';
export {
  associationKeys,
  replyNameOf,
  roomPermissions,
  xccosCommands,
  xccosContentType,
  xccosNamespace,
  xccosNotices,
  type XccosCommandName,
} from './names';
export { resultOf, xccosResults, type XccosResultName } from './results';
export { formatCategoryUri, formatRoomUri, parseRoomUri } from './room-uri';
export type * from './types';
