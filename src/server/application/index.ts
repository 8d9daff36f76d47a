/** Trusted applications in Node: bots and middle tiers that chat in rooms. */
export { ApplicationEndpoint, type ApplicationEndpointSettings } from './application-endpoint';
export { ChatRoomSession, type ChatRoomEvents, type PostOptions } from './chat-room-session';
export { ApplicationError, type ApplicationErrorCode } from './errors';
export {
  PersistentChatEndpoint,
  type PersistentChatEndpointState,
  type PersistentChatEvents,
} from './persistent-chat-endpoint';
export { WaitingAlerts, type WaitingAlert, type WaitingContacts } from './waiting-alerts';
