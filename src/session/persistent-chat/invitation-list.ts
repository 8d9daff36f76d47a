import { xccosCommands } from '../../protocol/xccos';
import type { InvitationBlock } from '../../protocol/xccos';
import type { ChatRoomInvitation } from '../contract';
import { domainOf } from '../identity';
import { invitationOf } from './blocks';
import { compareIds } from './message-window';
import type { XccosChannel } from './xccos-channel';

/** Invitations that were neither accepted nor dismissed, oldest first. */
export class InvitationList {
  #all: readonly ChatRoomInvitation[] = Object.freeze([]);
  /** Ids of those that were seen: an invitation that comes again is no news. */
  readonly #seen = new Set<string>();
  /** Everything up to this one was asked for. */
  #read = '0';

  constructor(private readonly onReceived: (invitation: ChatRoomInvitation) => void) {}

  get all(): readonly ChatRoomInvitation[] {
    return this.#all;
  }

  /** What came while nobody was here. */
  async read(channel: XccosChannel, uri: string): Promise<void> {
    for (let before: string | undefined; before !== this.#read;) {
      before = this.#read;
      const { data } = await channel.command(xccosCommands.getInvitations, {
        invitations: [{ id: before, domain: domainOf(uri) }],
      });
      const { invitations = [] } = data;
      this.receive(invitations);
      // One that came as a notice meanwhile says nothing of those before it.
      for (const { id } of invitations) if (compareIds(id, this.#read) > 0) this.#read = id;
    }
  }

  receive(blocks: readonly InvitationBlock[]): void {
    for (const block of [...blocks].sort((a, b) => compareIds(a.id, b.id))) {
      const invitation = invitationOf(block);
      if (!invitation || this.#seen.has(block.id)) continue;
      this.#seen.add(block.id);
      this.#all = Object.freeze([...this.#all, invitation]);
      this.onReceived(invitation);
    }
  }

  /** Rejects with `SessionError`; the invitation stays then. */
  async dismiss(channel: XccosChannel, id: string, uri: string): Promise<void> {
    if (!this.#all.some((invitation) => invitation.id === id)) return;
    await channel.command(xccosCommands.dismissInvitation, { invitations: [{ id, domain: domainOf(uri) }] });
    this.#keep((invitation) => invitation.id !== id);
  }

  /** The room is joined: its invitations are settled, here and at the server. */
  async accepted(channel: XccosChannel, roomUri: string, uri: string): Promise<void> {
    const settled = this.#all.filter(({ room }) => room.uri === roomUri);
    this.#keep(({ room }) => room.uri !== roomUri);
    for (const { id } of settled)
      await channel.command(xccosCommands.dismissInvitation, {
        invitations: [{ id, domain: domainOf(uri) }],
      });
  }

  #keep(isKept: (invitation: ChatRoomInvitation) => boolean): void {
    this.#all = Object.freeze(this.#all.filter(isKept));
  }
}
