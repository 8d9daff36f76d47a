/** UCMA's `ConversationContextChannelState`. */
export type ContextChannelState =
  'idle' | 'establishing' | 'established' | 'recovering' | 'terminating' | 'terminated';

/** UCMA's `ConversationContextChannelStateTransitionReason`. */
export type ContextChannelTransitionReason =
  | 'none'
  | 'establish-failed'
  | 'remote-unreachable'
  | 'first-hop-unreachable'
  | 'terminated-locally'
  | 'terminated-remotely'
  | 'recovery-failed';

/**
 * What happens to a channel. `connection-lost`: the way to the peer is gone for the moment. `fatal-failure`: the dialog
 * cannot go on (for example 481). `terminated`: the BYE is answered or given up.
 */
export type ContextChannelEvent =
  | 'establish'
  | 'established'
  | 'establish-failed'
  | 'terminate'
  | 'terminated-remotely'
  | 'fatal-failure'
  | 'connection-lost'
  | 'connection-restored'
  | 'recovery-failed'
  | 'terminated';

export interface ContextChannelTransition {
  readonly from: ContextChannelState;
  readonly to: ContextChannelState;
  /** The events that cause it, each with the reasons it may have; the first is the usual one. */
  readonly on: Readonly<Partial<Record<ContextChannelEvent, readonly ContextChannelTransitionReason[]>>>;
}

const unreachable = ['remote-unreachable', 'first-hop-unreachable'] as const;
const any = [
  'none',
  'establish-failed',
  ...unreachable,
  'terminated-locally',
  'terminated-remotely',
  'recovery-failed',
] as const;

/** The nine transitions; nothing else is legal. A channel is used once: nothing leads out of `terminated`. */
export const contextChannelTransitions: readonly ContextChannelTransition[] = [
  { from: 'idle', to: 'establishing', on: { establish: ['none'] } },
  { from: 'idle', to: 'terminating', on: { terminate: ['terminated-locally'] } },
  { from: 'establishing', to: 'established', on: { established: ['none'] } },
  // There is no `terminate` here: giving up means cancelling the INVITE, whose failure ends the channel.
  {
    from: 'establishing',
    to: 'terminating',
    on: { 'establish-failed': ['establish-failed', ...unreachable] },
  },
  { from: 'established', to: 'recovering', on: { 'connection-lost': unreachable } },
  {
    from: 'established',
    to: 'terminating',
    on: {
      terminate: ['terminated-locally'],
      'terminated-remotely': ['terminated-remotely'],
      'fatal-failure': unreachable,
    },
  },
  { from: 'recovering', to: 'established', on: { 'connection-restored': ['none'] } },
  {
    from: 'recovering',
    to: 'terminating',
    on: {
      terminate: ['terminated-locally'],
      'terminated-remotely': ['terminated-remotely'],
      'recovery-failed': ['recovery-failed'],
      'fatal-failure': ['recovery-failed', ...unreachable],
    },
  },
  // The reason that led to `terminating` may be repeated, so that the last event tells the whole story.
  { from: 'terminating', to: 'terminated', on: { terminated: any } },
];

/** The event, or its reason, is not legal in that state. */
export class IllegalTransitionError extends Error {
  override readonly name = 'IllegalTransitionError';
  readonly code = 'illegal-transition';
  constructor(
    readonly from: ContextChannelState,
    readonly event: ContextChannelEvent,
    readonly reason?: ContextChannelTransitionReason,
  ) {
    super(
      `A context channel that is ${from} cannot take '${event}'${reason ? ` because of '${reason}'` : ''}.`,
    );
  }
}

/** The next state and the reason to report. Throws `IllegalTransitionError`. */
export function transition(
  from: ContextChannelState,
  event: ContextChannelEvent,
  reason?: ContextChannelTransitionReason,
): { readonly state: ContextChannelState; readonly reason: ContextChannelTransitionReason } {
  for (const row of contextChannelTransitions) {
    const reasons = row.from === from ? row.on[event] : undefined;
    const chosen = reason ?? reasons?.[0];
    if (chosen && reasons?.includes(chosen)) return { state: row.to, reason: chosen };
  }
  throw new IllegalTransitionError(from, event, reason);
}

/** Whether `transition` would succeed. */
export function canTransition(from: ContextChannelState, event: ContextChannelEvent): boolean {
  return contextChannelTransitions.some((row) => row.from === from && event in row.on);
}
