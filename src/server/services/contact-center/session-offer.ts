import { buildMessageOffer } from '../../../protocol/sdp-message';
import type { InviteDialog } from '../../sip/endpoint';

/** Formats that are bridged. */
export const bridgedTypes: readonly string[] = ['text/plain', 'text/html'];

/** What an agent is offered: a session of messages, or a call. */
export interface SessionOffer {
  readonly sdp: string;
  readonly headers?: [string, string][];
  /** The agent has answered; resolves with the dialog to use. Rejects when the answer cannot be used. */
  accept(dialog: InviteDialog): Promise<InviteDialog>;
  /** The agent has not answered. */
  withdraw(): void;
}

/** Makes an offer; `replaces` is the dialog of ours that it takes the place of, after a loss. */
export type SessionOffers = (replaces?: InviteDialog) => Promise<SessionOffer>;

export const offerMessages: SessionOffers = async () => ({
  sdp: buildMessageOffer(bridgedTypes),
  accept: async (dialog) => dialog,
  withdraw: () => undefined,
});
