export {
  buildReferTo,
  buildReplaces,
  matchesReplaces,
  parseReferTo,
  parseReplaces,
  type DialogIds,
  type ReferTarget,
  type Replaces,
} from '../../protocol/replaces';
