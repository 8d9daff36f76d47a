export type { ChannelConversation, ChannelRemote, EstablishOptions } from './conversation';
export {
  ConversationContextChannel,
  type ContextChannelNotification,
  type ContextChannelServices,
} from './conversation-context-channel';
export { ConversationContextChannels, type OpenOptions } from './conversation-context-channels';
export { ContextChannelError, type ContextChannelErrorCode } from './errors';
