/** The conversation's events that `<lync-conversation>` raises again under its own names. */
export const FORWARDED = [
  'state-changed',
  'message-received',
  'message-sent',
  'message-failed',
  'participant-added',
  'participant-removed',
  'action-availability-changed',
  'call-state-changed',
] as const;
