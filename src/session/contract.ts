/**
 * What every session offers, whatever carries it: SIP over WebSocket, the mock, later UCWA. Elements and pages are written
 * against these interfaces; `LyncSession` implements them over SIP and `MockSession` without a server.
 *
 * Two rules hold everywhere. State is confirmed state: it changes when the peer has answered, never when somebody clicked.
 * A `snapshot` is a plain, frozen, structured-cloneable value; it is a new object after each change and the same object
 * otherwise, so that a view can compare by identity.
 */

export * from './contract/session';
export * from './contract/conversation';
export * from './contract/context-channel';
export * from './contract/audio-video';
export * from './contract/callback';
export * from './contract/orbit-occupancy';
export * from './contract/conference';
export type * from './contract/contact-center';
export * from './contract/conference-events';
export * from './contract/agent';
export * from './contract/persistent-chat';
export * from './contract/chat-room';
export type * from './contract/persistent-chat-events';
export * from './contract/visitor-context';
export * from './contract/session-events';
export * from './contract/conversation-events';
export * from './contract/context-channel-events';
export * from './contract/errors';
export * from './contract/typed-event-target';
