import {
  buildParkRequest,
  buildRetrieveUri,
  callParkContentType,
  parseParkResponse,
  parseUnparkNotification,
  type ParkRequest,
  type ParkResponse,
  type ReceivedUnparkNotification,
} from '../../../../protocol/call-park';
import { buildReplaces } from '../../../../protocol/replaces';
import { sdpContentType } from '../../../../protocol/sdp-message';
import { addressOfRecord, newCallId, newTag, type IncomingInvite, type InviteDialog } from '../../../sip';
import { audioSdp } from './media-double';
import { Transferee } from './transferee';
import { parkUri, type World } from './world';

export interface ParkCall {
  readonly body?: string | Buffer;
  readonly contentType?: string;
  readonly identity?: string | undefined;
  readonly headers?: [string, string][];
  readonly signal?: AbortSignal;
  readonly request?: Partial<ParkRequest>;
}

let requests = 0;

/** A call between parker and parkee, and what becomes of it. */
export class Conversation {
  readonly callId = newCallId();
  readonly parkerTag = newTag();
  readonly parkeeTag = newTag();
  readonly parkerUri: string;
  readonly parkeeUri: string;
  /** What the parkee's device says to the INVITE with Replaces; 0: nothing. */
  replaceStatus = 200;
  answerSdp = audioSdp;
  /** Of its answer. */
  answerHeaders: [string, string][] = [];
  /** The INVITEs with Replaces that came. */
  readonly replaceInvites: IncomingInvite[] = [];
  /** The parkee's side of the audio dialog. */
  parkee: Transferee | undefined;
  /** The call between parker and parkee has ended at the parkee, because it was replaced. */
  replaced = false;
  control: InviteDialog | undefined;
  response: ParkResponse | undefined;
  readonly notifications: ReceivedUnparkNotification[] = [];
  /** What ended the control dialog. */
  controlEnded: string | undefined;

  constructor(
    readonly world: World,
    parker: string,
    parkee: string,
  ) {
    this.parkerUri = `sip:${parker}@contoso.com`;
    this.parkeeUri = `sip:${parkee}@contoso.com`;
  }

  get safeUri(): string {
    const { orbit, msParkedCall } = this.parked;
    return buildRetrieveUri(parkUri, { orbit, msParkedCall });
  }

  get parked(): ParkResponse {
    if (!this.response) throw new Error('not parked');
    return this.response;
  }

  request(more: Partial<ParkRequest> = {}): ParkRequest {
    return {
      requestId: `r${++requests}`,
      target: `${this.parkeeUri};gr=urn:x`,
      callId: this.callId,
      fromTag: this.parkerTag,
      toTag: this.parkeeTag,
      ...more,
    };
  }

  /** The parker lost its connection and asks for its call again. Rejects as the INVITE does. */
  resume({ headers = [], request, ...options }: ParkCall = {}): Promise<this> {
    return this.park({
      ...options,
      headers: [['Ms-Resume', 'true'], ...headers],
      request: { requestId: this.parked.requestId, ...request },
    });
  }

  /** The parker parks. Rejects as the INVITE does. */
  async park(options: ParkCall = {}): Promise<this> {
    const identity = 'identity' in options ? options.identity : this.parkerUri;
    const control = await this.world.outside.invite(parkUri, {
      from: this.parkerUri,
      headers: [
        ...(identity === undefined ? [] : [['P-Asserted-Identity', `<${identity}>`] as [string, string]]),
        ...(options.headers ?? []),
      ],
      contentType: options.contentType ?? callParkContentType,
      body: options.body ?? buildParkRequest(this.request(options.request)),
      ...(options.signal && { signal: options.signal }),
    });
    this.control = control;
    this.controlEnded = undefined;
    control.onRequest = (incoming) => {
      if (incoming.request.method === 'INFO')
        this.notifications.push(parseUnparkNotification(incoming.request.body.toString('utf8')));
      incoming.respond(200);
    };
    void control.terminated.then(({ by }) => {
      if (control === this.control) this.controlEnded = by;
    });
    this.response = parseParkResponse(control.inviteResponse?.body.toString('utf8') ?? '');
    return this;
  }

  /** A device that keeps RFC 3891: both tags must be right, and the replaced peer must be the one in Referred-By. */
  replaceArrived(invite: IncomingInvite): void {
    this.replaceInvites.push(invite);
    const { headers } = invite.request;
    const expected = `${this.callId};to-tag=${this.parkeeTag};from-tag=${this.parkerTag}`;
    const isPeer = addressOfRecord(headers.get('Referred-By') ?? '') === this.parkerUri;
    if (headers.get('Replaces') !== expected || !isPeer || this.replaced) return invite.reject(481);
    if (this.replaceStatus === 0) return;
    if (this.replaceStatus >= 300) return invite.reject(this.replaceStatus);
    this.acceptReplace(invite);
  }

  acceptReplace(invite: IncomingInvite): void {
    this.replaced = true;
    invite.accept({ headers: this.answerHeaders, contentType: sdpContentType, body: this.answerSdp }).then(
      (dialog) => (this.parkee = new Transferee(dialog)),
      () => (this.parkee = undefined),
    );
  }

  /** The parkee's device gets an INVITE with Replaces from a retriever: whether it takes it, ending the dialog with the service. */
  async takeOver([callId, toTag, fromTag]: readonly string[]): Promise<boolean> {
    const dialog = this.parkee?.dialog;
    const isMine =
      dialog?.state === 'confirmed' &&
      dialog.callId === callId &&
      dialog.localTag === toTag &&
      dialog.remoteTag === fromTag;
    if (isMine) await dialog.bye();
    return isMine;
  }

  /** The parkee has lost its connection and calls the service in place of the audio dialog. Rejects as the INVITE does. */
  async return(options: { identity?: string; replaces?: string; body?: string } = {}): Promise<void> {
    const { dialog } = this.parkee!;
    const { identity = this.parkeeUri, replaces = buildReplaces(dialog), body = audioSdp } = options;
    const next = await this.world.outside.invite(parkUri, {
      from: this.parkeeUri,
      headers: [
        ['P-Asserted-Identity', `<${identity}>`],
        ['Replaces', replaces],
      ],
      contentType: sdpContentType,
      body,
    });
    this.parkee = new Transferee(next);
  }

  async hangUp(): Promise<void> {
    await this.parkee?.dialog.bye();
  }
}
