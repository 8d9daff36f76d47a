/** The headless SDK: a SIP session with its conversations, for browsers and for Node. */

export { LyncSession } from './session/lync-session';
export { createSession } from './session/create-session';
export type { CreateSessionOptions } from './session/create-session';
export type { UcwaSession, UcwaSessionOptions } from './session/ucwa/ucwa-session';
export type { LyncSessionOptions } from './session/session-options';
export type { Credentials, CredentialsSource, PasswordCredentials } from './session/credentials';
export { DefaultReconnectPolicy } from './session/reconnect-policy';
export type { ReconnectContext, ReconnectPolicy } from './session/reconnect-policy';
export type { ResumableConversation } from './session/resume-token';
export { preload } from './session/preload';
export * from './session/contract';
export {
  ChatRoomInvitationReceivedEvent,
  ChatRoomMessageEvent,
  ChatRoomParticipantEvent,
  ChatRoomSessionEvent,
  ChatRoomStateChangedEvent,
  ConnectionStateChangedEvent,
} from './session/contract/persistent-chat-events';
export {
  CallStateChangedEvent,
  DtmfReceivedEvent,
  TransferRequestedEvent,
} from './session/audio-video/call-events';
export type {
  CaptureOptions,
  MediaConnection,
  MediaEngine,
  MediaPathState,
} from './session/audio-video/media/media-engine';
export type { MediaStatistics } from './session/audio-video/media/quality';
