import { SessionError } from '../contract';
import { asSessionError } from '../failures';
import { resumeHeader } from '../im/im-invite';
import type { HeaderList, IncomingInvite } from '../signaling/signaling';
import type { AudioVideoCall, CallHost } from './call';
import type { CallLeg } from './call-leg';
import type { MediaPathState } from './media/media-engine';
import { buildReplaces } from './replaces';

/** A path that is disconnected often heals by itself (RFC 7675: consent expires after 30 s). Milliseconds. */
const HEALING = 2500;
/** The called side leaves the first try to the caller, so that two offers seldom cross. Milliseconds. */
const CALLED_SIDE_WAITS = 2000;
/** Milliseconds between attempts while the other side has trouble. */
const RETRY_AFTER = 1000;
const NOT_YET = [404, 408, 480];

/**
 * Two things can be lost: the path of the media, which an ICE restart brings back, and the connection for signaling, whose dialogs went with it. Then the media
 * may still flow, and an INVITE that replaces the lost dialog (RFC 3891) takes it over: any client that knows Replaces lets us come back.
 */
export class CallRecovery {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  #attempt: AbortController | undefined;
  /** The dialog went with its connection. */
  #isOrphan = false;
  #isPathLost = false;

  constructor(
    private readonly call: AudioVideoCall,
    private readonly host: CallHost,
  ) {}

  /** We are on our way back already, and we began the call: the other side's attempt has to wait for ours. */
  get hasPrecedence(): boolean {
    return this.#attempt !== undefined && this.call.snapshot.direction === 'outgoing';
  }

  detach(): void {
    this.call.parked?.detach();
    if (!this.call.leg) return;
    this.#isOrphan = true;
    this.#attempt?.abort();
    this.#attempt = undefined;
    this.settle();
  }

  attach(): void {
    const { leg, parked } = this.call;
    parked?.attach();
    if (leg && this.#isOrphan && this.call.status.state === 'recovering') void this.#comeBack(leg);
  }

  onPath(leg: CallLeg, state: MediaPathState): void {
    if (leg !== this.call.leg) return;
    if (state === 'connected') {
      clearTimeout(this.#timer);
      this.#isPathLost = false;
      this.settle();
    } else if (state === 'disconnected') this.#later(HEALING, () => this.#losePath(leg));
    else if (state === 'failed') this.#losePath(leg);
  }

  /** The state follows what is lost and what is not. */
  settle(): void {
    const { leg, status } = this.call;
    const isLost = this.#isOrphan || this.#isPathLost;
    if (isLost && status.can('lose')) {
      status.transition('lose');
      this.#deadline ??= setTimeout(() => this.#giveUp(), this.host.recoveryTimeout);
    } else if (!isLost && status.state === 'recovering') {
      this.stop();
      status.transition(leg?.heldBy ? 'restore' : 'recover');
    }
  }

  /** Another leg is the call now: whatever was lost does not matter. */
  replaced(): void {
    this.stop();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#deadline);
    this.#attempt?.abort();
    this.#deadline = this.#attempt = undefined;
    this.#isOrphan = this.#isPathLost = false;
  }

  #losePath(leg: CallLeg): void {
    if (leg !== this.call.leg) return;
    this.#isPathLost = true;
    this.settle();
    if (this.#isOrphan) return;
    const wait = this.call.snapshot.direction === 'outgoing' ? 0 : CALLED_SIDE_WAITS;
    this.#later(wait, () => void this.#restartIce(leg));
  }

  async #restartIce(leg: CallLeg): Promise<void> {
    try {
      await leg.renegotiate({ iceRestart: true });
    } catch (error) {
      // The deadline is not over: the next attempt may find a network.
      if (leg === this.call.leg && this.#isPathLost && !this.#isOrphan) {
        this.call.report(error, 'The path of the call could not be restored');
        this.#later(RETRY_AFTER, () => void this.#restartIce(leg));
      }
    }
  }

  async #comeBack(old: CallLeg): Promise<void> {
    if (!old.dialog) return;
    const attempt = (this.#attempt = new AbortController());
    const headers: HeaderList = [
      ['Replaces', buildReplaces(old.dialog.ids)],
      ['Require', 'replaces'],
      [resumeHeader, 'true'],
    ];
    try {
      // An MCU knows who is back; two talk to each other by name.
      const { conference } = this.call.conversation;
      const leg = await (conference
        ? this.call.place(conference.mcu('audio-video'), [], attempt)
        : this.call.place(old.remote.uri, headers, attempt));
      if (this.#attempt !== attempt) return void leg.close();
      const { heldBy } = old;
      leg.remote = { ...old.remote, isParkService: leg.remote.isParkService };
      this.stop();
      // The old dialog went with its connection: nobody hears a goodbye.
      this.call.established(leg, 'replace');
      if (heldBy === 'local' || heldBy === 'both') await this.call.hold();
    } catch (error) {
      if (this.#attempt !== attempt) return;
      this.#attempt = undefined;
      const failure = asSessionError(error, 'connection-failed', 'The call could not be taken back');
      const { status = 500 } = failure.details;
      // 491: the other side is on its way to us. A new connection tries by itself.
      if (failure.code === 'connection-failed' || status === 491) return;
      // The other side, or a service, is not back yet itself.
      if (NOT_YET.includes(status) || (status >= 500 && status < 600))
        return this.#later(RETRY_AFTER, () => void this.#comeBack(old));
      this.call.finish('recovery-failed', failure.toSnapshot());
    }
  }

  #giveUp(): void {
    const failure = new SessionError('recovery-failed', 'The call did not come back in time');
    const { leg } = this.call;
    this.call.finish('recovery-failed', failure.toSnapshot());
    void leg?.close();
  }

  #later(ms: number, act: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(act, ms);
  }
}

/** Who tries to take a call back in which we have precedence. RFC 3261 section 14.1 in spirit. */
export function refuseCollision(invite: IncomingInvite, call: AudioVideoCall): boolean {
  if (!call.recovery.hasPrecedence) return false;
  invite.reject(491);
  return true;
}
