export { MockSession, type MockSessionOptions, type MockInvitationOptions } from './mock-session';
export { MockConversation } from './mock-conversation';
export { MockMessaging } from './mock-messaging';
export { MockContextChannel, type MockContextChannelOptions } from './mock-context-channel';
export { ManualClock, systemClock, type MockClock } from './mock-clock';
export { createMockSession, CUSTOMER_CARD_ID, type MockScenarioOptions } from './scenarios';
export { MockAudioVideo } from './mock-audio-video';
export { MockCallPark } from './mock-call-park';
export { MockContactCenter } from './mock-contact-center';
export { MockCallbacks, type MockCallback } from './mock-callbacks';
export { MockPersistentChat } from './mock-persistent-chat';
export { MockChatRoom } from './mock-chat-room';
export {
  MockRoom,
  type MockParticipantOptions,
  type MockPostOptions,
  type MockRoomOptions,
} from './mock-room';
export {
  MockConference,
  type MockConferenceOptions,
  type MockConferenceParticipant,
} from './mock-conference';
