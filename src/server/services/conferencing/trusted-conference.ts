import { buildConfInvite, confInviteContentType } from '../../../protocol/conferencing/conf-invite';
import type { ConferenceRole } from '../../../protocol/conferencing/conference-info-names';
import type { Digit, MediaRoom, Unsubscribe } from '../../media';
import { addressOfRecord, SipFailureError } from '../../sip';
import type { AudioMode } from './audio-members';
import type { Conference } from './conference';
import type {
  TrustedAudioLeg,
  TrustedAudioOptions,
  TrustedChatPlace,
  TrustedConference,
  TrustedInvitation,
  TrustedMember,
  TrustedMessage,
} from './conferencing-service';
import type { RosterUser } from './domain/roster';
import { trustedChatPlace } from './trusted-chat';
import { nameOf, newEntity, type NewUser } from './leg';

/** What an application of ours sees of a conference. */
export class TrustedConferenceView implements TrustedConference {
  constructor(private readonly conference: Conference) {}

  get focusUri(): string {
    return this.conference.focusUri;
  }
  get chatUri(): string {
    return this.conference.chatUri;
  }
  get audioVideoUri(): string {
    return this.conference.audioVideoUri;
  }
  get participants(): readonly RosterUser[] {
    return this.conference.roster.users;
  }
  get isLocked(): boolean {
    return this.conference.roster.locked;
  }
  get isEnded(): boolean {
    return this.conference.isEnded;
  }

  allow(uri: string, role: ConferenceRole = 'attendee'): void {
    this.conference.allowed.set(addressOfRecord(uri), role);
  }

  async invite(uri: string, invitation: TrustedInvitation = {}): Promise<void> {
    const { audio = true, im = true, firstMessage, headers = [], role, signal } = invitation;
    const { services, settings, focusUri } = this.conference;
    const { subject } = settings;
    this.allow(uri, role);
    try {
      const dialog = await services.endpoint.invite(uri, {
        from: `<${focusUri}>`,
        headers: [
          ...headers,
          ['Contact', `<${focusUri}>`],
          ['Subject', subject],
          ['Content-Disposition', 'session'],
        ],
        body: buildConfInvite({
          focusUri,
          subject,
          audio,
          im,
          ...(firstMessage !== undefined && { firstMessage }),
        }),
        contentType: confInviteContentType,
        expires: services.config.dialOutSeconds,
        ...(signal && { signal }),
      });
      // There is nothing else to say: who has accepted joins by themselves.
      await dialog.bye();
    } catch (error) {
      if (!(error instanceof SipFailureError) || error.status !== 415) throw error;
      const member = { uri, displayName: nameOf(uri, undefined, services), ...(role && { role }) };
      if (im) await this.dialOut(member, 'chat');
      if (audio) await this.dialOut(member, 'audio-video');
    }
  }

  async dialOut(member: TrustedMember, modality: 'chat' | 'audio-video'): Promise<void> {
    const user = userOf(member);
    if (!this.conference.allowed.has(user.uri)) this.allow(user.uri, user.role);
    const mcu = modality === 'chat' ? this.conference.chat : this.conference.audioVideo;
    await mcu.dialOut({ user, entity: newEntity(), uri: member.uri });
  }

  async joinAudio(options: TrustedAudioOptions): Promise<TrustedAudioLeg> {
    const { hidden = false, mode = { kind: 'participant' } } = options;
    const { audioVideo } = this.conference;
    const { leg } = await audioVideo.attach({ user: userOf(options), hidden, mode });
    return {
      leg,
      setMode: async (next: AudioMode) => audioVideo.members.setMode(leg, next, await audioVideo.room()),
      leave: () => leg.end(),
    };
  }

  joinChat(member: TrustedMember): TrustedChatPlace {
    return trustedChatPlace(this.conference, userOf(member), member.hidden ?? false);
  }

  async say(sender: string, text: string, contentType?: string): Promise<readonly string[]> {
    const failed = await this.conference.chat.say(addressOfRecord(sender), text, contentType);
    return failed.map(({ uri }) => uri);
  }

  onMessage(listener: (message: TrustedMessage) => void): Unsubscribe {
    return this.conference.chat.listen(listener);
  }

  onDigit(listener: (event: { readonly user: string; readonly digit: Digit }) => void): Unsubscribe {
    return this.conference.audioVideo.onDigit(listener);
  }

  onChanged(listener: () => void): Unsubscribe {
    return this.conference.onChanged(listener);
  }

  mute(uri: string, muted: boolean): void {
    const user = addressOfRecord(uri);
    for (const { entity } of this.conference.roster.get(user)?.endpoints ?? [])
      this.conference.audioVideo.setMuted(user, entity, muted);
  }

  setRole(uri: string, role: ConferenceRole): void {
    this.conference.setRole(addressOfRecord(uri), role);
  }

  setLocked(locked: boolean): void {
    this.conference.setLocked(locked);
  }

  eject(uri: string): void {
    this.conference.eject(addressOfRecord(uri));
  }

  room(): Promise<MediaRoom> {
    return this.conference.audioVideo.room();
  }

  end(): void {
    this.conference.end();
  }
}

function userOf({ uri, displayName, role = 'attendee' }: TrustedMember): NewUser {
  return { uri: addressOfRecord(uri), displayName, role };
}
