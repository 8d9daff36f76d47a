import type { Digit, MediaLeg, MediaRoom } from '../../media';
import { parseReplaces } from '../../../protocol/replaces';
import { sdpContentType } from '../../../protocol/sdp-message';
import type { IncomingInvite, InviteDialog, SipRequest } from '../../sip';
import { AudioDialog } from './audio-dialog';
import { AudioMembers, type AudioMember, type AudioMode } from './audio-members';
import { negotiated, offerIn } from './audio-sdp';
import type { Conference } from './conference';
import { dialOut, type DialOutTarget } from './dial-out';
import {
  deviceOf,
  fromName,
  goodbyes,
  identityOf,
  nameOf,
  newEntity,
  type ConferenceLeg,
  type NewUser,
} from './leg';
import { ConferenceRefusal } from './refusal';

export type DigitListener = (event: { readonly user: string; readonly digit: Digit }) => void;

/** A member that is no dialog of ours: an application of ours has the peer. */
export interface AttachedAudio {
  readonly user: NewUser;
  readonly hidden: boolean;
  readonly mode: AudioMode;
}

/** `app:conf:audio-video` ([MS-CONFAV]): everybody hears everybody else. Of video nothing is mixed: its media lines are answered with port 0. */
export class AudioVideoMcu {
  readonly members: AudioMembers;
  /** Who has been muted stays so when they come back, until somebody unmutes them or they leave the conference. */
  readonly #muted = new Set<string>();
  readonly #digitListeners = new Set<DigitListener>();
  #room: Promise<MediaRoom> | undefined;
  #joining = 0;

  constructor(private readonly conference: Conference) {
    this.members = new AudioMembers();
  }

  /** A participant dials in. Throws `ConferenceRefusal`. */
  async invited(invite: IncomingInvite): Promise<void> {
    const { conference } = this;
    const { request } = invite;
    const uri = identityOf(invite);
    const role = conference.admit(uri);
    const offer = offerIn(request);
    if (offer === undefined) throw new ConferenceRefusal('unsupported');
    const replaced = this.#replacedBy(request, uri);
    const leg = await this.#leg(uri, this.#isAudience({ role, uri }));
    try {
      const answer = await negotiated(() => leg.answer(offer));
      const dialog = await conference.reserve(() =>
        invite.accept({
          headers: [
            ['Contact', `<${conference.audioVideoUri}>`],
            ['Content-Disposition', 'session'],
          ],
          body: answer,
          contentType: sdpContentType,
        }),
      );
      const user = { uri, displayName: nameOf(uri, fromName(request), conference.services), role };
      const device = deviceOf(request);
      // Whose page was loaded again has lost the dialog, and joins with the GUID of before.
      const isTheirs = (each: AudioDialog): boolean =>
        conference.endpoints.areOne({ user: uri, device }, each);
      const old = replaced ?? this.#dialogs(uri).find(isTheirs);
      this.#connected(user, old?.entity ?? newEntity(), device, dialog, leg);
    } catch (error) {
      leg.end();
      throw error;
    }
  }

  #dialogs(uri: string): AudioDialog[] {
    return this.conference.legs.filter(
      (leg) => leg instanceof AudioDialog && leg.user === uri,
    ) as AudioDialog[];
  }

  /** RFC 3891: who has lost the connection takes their own place again. Throws 481 if it is not theirs, or not there. */
  #replacedBy({ headers }: SipRequest, uri: string): AudioDialog | undefined {
    const header = headers.get('Replaces');
    if (header === undefined) return undefined;
    const replaces = parseReplaces(header);
    const found = replaces && this.#dialogs(uri).find((dialog) => dialog.isMeantBy(replaces));
    if (!found) throw new ConferenceRefusal('no-such-dialog');
    return found;
  }

  /** Resolves when somebody who was called is there. Throws `ConferenceRefusal`. */
  async dialOut(target: DialOutTarget): Promise<void> {
    const leg = await this.#leg(target.user.uri, this.#isAudience(target.user));
    try {
      const offer = await negotiated(() => leg.offer());
      await dialOut(this.conference, {
        ...{ target, offer, sessionType: 'audio-video', mcuUri: this.conference.audioVideoUri },
        joined: async (dialog) => {
          const answer = dialog.inviteResponse?.body.toString('utf8') ?? '';
          try {
            await negotiated(() => leg.accept(answer));
          } catch (error) {
            void dialog.bye(goodbyes.media);
            throw error;
          }
          this.#connected(target.user, target.entity, undefined, dialog, leg, true);
        },
      });
    } catch (error) {
      leg.end();
      throw error;
    }
  }

  /** A leg for an application of ours, which has the dialog with the peer and negotiates. */
  async attach({ user, hidden, mode }: AttachedAudio): Promise<AudioMember> {
    const leg = await this.#leg(user.uri, !hidden && this.#isAudience(user));
    const entity = newEntity();
    const { conference } = this;
    const place: ConferenceLeg = {
      ...{ user: user.uri, entity, device: undefined, sessionType: 'audio-video', hidden },
      end: () => leg.end(),
    };
    const member = { user: user.uri, place, leg, mode };
    this.#add(member);
    conference.join(place, user, {
      ...{ entity, sessionType: 'audio-video', status: 'connected' },
      muted: leg.muted,
    });
    leg.onEnded(() => conference.left(place));
    return member;
  }

  /** Server-side mute: what the endpoint sends is dropped. False if there is no such endpoint. */
  setMuted(user: string, entity: string, muted: boolean): boolean {
    const member = this.members.find(user, entity);
    if (member) this.#setMuted(member, muted);
    return member !== undefined;
  }

  /** The same for all who are in the roster. */
  muteAllBut(user: string): void {
    for (const member of this.members.all)
      if (member.user !== user && !member.place.hidden) this.#setMuted(member, true);
  }

  #setMuted({ leg, place, user }: AudioMember, muted: boolean): void {
    if (muted) this.#muted.add(user);
    else this.#muted.delete(user);
    leg.setMuted(muted);
    this.conference.update(place, { muted, ...(muted && { talking: false }) });
  }

  /** Who is muted as soon as they come; not who is there and comes back, and may have been asked to speak. */
  #isAudience({ role, uri }: Pick<NewUser, 'role' | 'uri'>): boolean {
    if (role === 'presenter' || this.conference.roster.filterRules?.attendeeIngress !== 'block') return false;
    return !this.members.all.some(({ user }) => user === uri);
  }

  onDigit(listener: DigitListener): () => void {
    this.#digitListeners.add(listener);
    return () => this.#digitListeners.delete(listener);
  }

  /** Everybody's voice is gone; the next who comes opens it again. */
  async close(): Promise<void> {
    const room = this.#room;
    this.#room = undefined;
    this.#muted.clear();
    // Whoever asked for a room that could not be had was told.
    await (await room?.catch(() => undefined))?.close();
  }

  /** The room, for applications of ours that play something. */
  room(): Promise<MediaRoom> {
    return (this.#room ??= this.#open());
  }

  async #open(): Promise<MediaRoom> {
    try {
      const room = (await this.conference.services.media()).createRoom({
        name: `conference ${this.conference.settings.id}`,
      });
      room.onTalking(({ leg, talking }) => {
        const member = this.members.of(leg);
        if (member && !leg.muted) this.conference.update(member.place, { talking });
      });
      return room;
    } catch (error) {
      // The next one tries again.
      this.#room = undefined;
      throw error;
    }
  }

  async #leg(uri: string, isAudience: boolean): Promise<MediaLeg> {
    this.#joining++;
    try {
      if (isAudience) this.#muted.add(uri);
      const muted = isAudience || (this.#muted.has(uri) && this.conference.roster.get(uri) !== undefined);
      const leg = await negotiated(async () => (await this.room()).join({ name: uri, muted }));
      leg.onEnded(() => void this.#closeIfEmpty());
      return leg;
    } finally {
      this.#joining--;
    }
  }

  /** An empty room would go on mixing nothing. */
  async #closeIfEmpty(): Promise<void> {
    const room = await this.#room;
    if (!room || room.legs.length > 0 || this.#joining > 0) return;
    this.#room = undefined;
    await room.close();
  }

  #connected(
    user: NewUser,
    entity: string,
    device: string | undefined,
    dialog: InviteDialog,
    leg: MediaLeg,
    dialedOut = false,
  ): void {
    const place = new AudioDialog(user.uri, entity, device, dialog, leg, {
      services: this.conference.services,
      mcuUri: this.conference.audioVideoUri,
      gone: (gone) => this.conference.left(gone),
    });
    this.#add({ user: user.uri, place, leg, mode: { kind: 'participant' } });
    this.conference.join(place, user, {
      ...{ entity, sessionType: 'audio-video', dialedOut, muted: leg.muted },
      status: leg.held ? 'on-hold' : 'connected',
    });
  }

  #add(member: AudioMember): void {
    const { leg, place, user } = member;
    this.members.add(member);
    leg.onHeld((held) => this.conference.update(place, { status: held ? 'on-hold' : 'connected' }));
    leg.onDigit((digit) => {
      for (const listener of [...this.#digitListeners]) listener({ user, digit });
    });
    leg.onEnded(() => this.members.remove(member));
    // It is there: the leg is in it.
    void this.#room?.then((room) => this.members.route(room));
  }
}
