const en = {
  title: 'With this customer',
  you: 'you',
  ringing: 'is being asked…',
  supervisor: 'supervisor',
  invite: 'Bring in a colleague',
  ask: 'Ask to join',
  handOver: 'Hand over',
  remove: 'Remove',
  leave: 'Leave',
  leaveHint: (name: string) => `${name} goes on with the customer.`,
  nobody: 'No colleague could come',
  asked: (name: string) => `${name} is being asked.`,
  joined: (name: string) => `${name} is there.`,
  left: (name: string) => `${name} has left.`,
  declined: (name: string) => `${name} has declined.`,
  missed: (name: string) => `${name} did not answer.`,
  unreached: (name: string) => `${name} could not be reached.`,
  failed: 'That did not work. Nothing has changed.',
  reasons: {
    busy: 'They are in a call, or in this contact already.',
    'not-found': 'There is no such colleague any more.',
    forbidden: 'You may not do that here.',
    'invalid-state': 'You are not connected.',
  } as Record<string, string>,
  state: {
    'not-present': 'not here',
    'not-ready': 'not ready',
    ready: 'free',
    offering: 'being asked',
    busy: 'busy',
    'wrap-up': 'wrapping up',
  } as Record<string, string>,
};

export type ContactTeamStrings = typeof en;
export default en;
