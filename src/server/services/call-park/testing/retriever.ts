import { orbitUri } from '../../../../protocol/call-park';
import { sdpContentType } from '../../../../protocol/sdp-message';
import type { Conversation } from './conversation';
import { audioSdp } from './media-double';
import { Transferee } from './transferee';
import { until, type World } from './world';

export interface RetrieveCall {
  readonly identity?: string | undefined;
  readonly body?: string;
  readonly contentType?: string;
  readonly headers?: [string, string][];
  readonly signal?: AbortSignal;
}

/** Somebody who picks up parked calls. */
export class Retriever {
  readonly uri: string;
  leg: Transferee | undefined;
  /** What it says to REFER. */
  referStatus = 202;

  constructor(
    readonly world: World,
    name: string,
  ) {
    this.uri = `sip:${name}@contoso.com`;
  }

  /** Calls a URI of the service, or an orbit. Rejects as the INVITE does; resolves when answered. */
  async call(target: string, options: RetrieveCall = {}): Promise<Transferee> {
    const identity = 'identity' in options ? options.identity : this.uri;
    const dialog = await this.world.outside.invite(
      target.startsWith('sip:') ? target : orbitUri(target, 'contoso.com'),
      {
        from: this.uri,
        headers: [
          ...(identity === undefined ? [] : [['P-Asserted-Identity', `<${identity}>`] as [string, string]]),
          ...(options.headers ?? []),
        ],
        contentType: options.contentType ?? sdpContentType,
        body: options.body ?? audioSdp,
        ...(options.signal && { signal: options.signal }),
      },
    );
    this.leg = new Transferee(dialog);
    this.leg.referStatus = this.referStatus;
    return this.leg;
  }

  /** The whole of it: calls, is referred, calls the parkee, reports. Returns the conversation it got. */
  async retrieve(target: string): Promise<Conversation | undefined> {
    const leg = await this.call(target);
    await until(() => leg.referTo.length > 0 || leg.ended !== undefined, 'REFER to the retriever');
    if (leg.ended !== undefined) return undefined;
    for (const conversation of this.world.conversations) {
      if (!(await conversation.takeOver(leg.replaces))) continue;
      await leg.report(200);
      return conversation;
    }
    await leg.report(481);
    return undefined;
  }
}
