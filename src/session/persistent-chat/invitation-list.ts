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
  /** Everything up to this one was seen: an invitation that comes again is no news. */
  #newest = '0';

  constructor(private readonly onReceived: (invitation: ChatRoomInvitation) => void) {}

  get all(): readonly ChatRoomInvitation[] {
    return this.#all;
  }

  /** What came while nobody was here. */
  async read(channel: XccosChannel, uri: string): Promise<void> {
    for (let before: string | undefined; before !== this.#newest;) {
      before = this.#newest;
      const { data } = await channel.command(xccosCommands.getInvitations, {
        invitations: [{ id: before, domain: domainOf(uri) }],
      });
      this.receive(data.invitations ?? []);
    }
  }

  receive(blocks: readonly InvitationBlock[]): void {
    for (const block of [...blocks].sort((a, b) => compareIds(a.id, b.id))) {
      const invitation = invitationOf(block);
      if (!invitation || compareIds(block.id, this.#newest) <= 0) continue;
      this.#newest = block.id;
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
