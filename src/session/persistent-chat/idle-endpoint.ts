import type { PersistentChatSnapshot } from '../contract';

const none = Object.freeze([]);

/** Before `establish()`. The limits are what a server that tells none is taken to have: those of the product's documentation. */
export const idleEndpoint: PersistentChatSnapshot = Object.freeze({
  state: 'idle',
  serverUri: '',
  joinedRoomUris: none,
  followedRoomUris: none,
  invitations: none,
  categories: none,
  limits: Object.freeze({ messageSize: 512, storySize: 4096, searchResults: 999 }),
  unread: 0,
});
