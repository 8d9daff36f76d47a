import { sdpContentType } from '../../../../../protocol/sdp-message';
import type { DialogIds } from '../../../../../protocol/replaces';
import { audioSdp } from './media-double';
import { Line, type VoiceWorld } from './voice-world';

export const parkUri = 'sip:park@contoso.com';

export interface TakeOverOptions {
  readonly from?: string;
  /** Who sent us; nobody when null. */
  readonly referredBy?: string | null;
  readonly earlyOnly?: boolean;
  readonly headers?: [string, string][];
  readonly sdp?: string;
}

/** Somebody who takes the place of another at a contact, by INVITE with Replaces: the call park service, a retriever, whoever was consulted. */
export class Successor extends Line {
  constructor(
    world: VoiceWorld,
    name: string,
    private readonly contact: string,
  ) {
    super(world, `sip:${name}@contoso.com`);
  }

  /** `ids`: as the peer sees the dialog. */
  async takeOver(ids: DialogIds, peer: string, options: TakeOverOptions = {}): Promise<void> {
    const { referredBy = peer, earlyOnly = false, headers = [] } = options;
    const { callId, localTag, remoteTag } = ids;
    const replaces = `${callId};to-tag=${remoteTag};from-tag=${localTag}${earlyOnly ? ';early-only' : ''}`;
    const sdp = options.sdp ?? audioSdp(this.uri);
    const dialog = await this.world.outside.invite(this.contact, {
      from: this.uri,
      headers: [
        this.identity,
        ['Replaces', replaces],
        ['Require', 'replaces'],
        ...(referredBy === null ? [] : ([['Referred-By', `<${referredBy}>`]] as [string, string][])),
        ...headers,
      ],
      ...(sdp !== '' && { contentType: sdpContentType, body: sdp }),
    });
    this.attach(dialog);
  }
}
