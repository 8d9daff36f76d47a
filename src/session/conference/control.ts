import type { CccpCommand } from '../../protocol/conferencing/cccp';
import { SessionError } from '../contract';
import type { ConferenceAction, ConferenceRole } from '../contract';
import { addressOf } from '../identity';
import type { ConferenceSession } from './conference';
import { endpointOf } from './participants';

/** Commands to the focus. State is believed from the roster only: these say that it was done. */
export interface Control {
  end(): Promise<void>;
  eject(uri: string): Promise<void>;
  setRole(uri: string, role: ConferenceRole): Promise<void>;
  /** Without `uri` oneself. */
  mute(uri: string | undefined, mutes: boolean): Promise<void>;
  muteAll(mutes: boolean): Promise<void>;
  lock(locks: boolean): Promise<void>;
}

export function commandsOf(conference: ConferenceSession): Control {
  const { uri: confEntity } = conference;

  async function run(action: ConferenceAction, make: () => CccpCommand): Promise<void> {
    if (!conference.canInvoke(action)) {
      const { isAudienceMuted, role, state } = conference.snapshot;
      if (state === 'connected' && role === 'attendee' && (action !== 'mute' || isAudienceMuted))
        throw new SessionError('forbidden', `${action} is for presenters`);
      throw new SessionError('invalid-state', `${action} is not possible while the conference is ${state}`);
    }
    const { focus } = conference;
    if (!focus) throw new SessionError('connection-failed', 'The connection was lost');
    await focus.command(make());
  }

  /** As the roster writes it: the server compares. */
  function userEntity(uri: string): string {
    const user = conference.roster?.users?.find(({ entity }) => addressOf(entity) === addressOf(uri));
    if (!user) throw new SessionError('not-found', `${uri} is not in the conference`);
    return user.entity;
  }

  function muteCommand(uri: string, mutes: boolean): CccpCommand {
    const entity = userEntity(uri);
    const user = conference.roster?.users?.find((each) => each.entity === entity);
    const endpoint = user && endpointOf(user, 'audio-video');
    const audio = endpoint?.media?.find(({ type }) => type === undefined || type === 'audio');
    if (!endpoint || !audio) throw new SessionError('not-found', `${uri} has no audio in the conference`);
    return {
      name: 'modifyEndpointMedia',
      mcuUri: conference.mcu('audio-video'),
      keys: { confEntity, userEntity: entity, endpointEntity: endpoint.entity, mediaId: audio.id },
      media: {
        id: audio.id,
        type: 'audio',
        status: mutes ? 'recvonly' : 'sendrecv',
        ingressFilter: mutes ? 'block' : 'unblock',
      },
    };
  }

  /** [MS-CONFBAS] 4.4.10. */
  function muteAllCommand(mutes: boolean): CccpCommand {
    const mcuUri = conference.mcu('audio-video');
    const filterRules = {
      attendeeIngress: mutes ? ('block' as const) : ('unblock' as const),
      attendeesMayUnmute: !mutes,
    };
    return {
      name: 'modifyConference',
      mcuUri,
      conference: {
        entity: confEntity,
        state: 'partial',
        views: [{ entity: mcuUri, state: 'partial', mediaTypes: ['audio'], filterRules }],
        viewsState: 'partial',
      },
    };
  }

  return {
    async end() {
      try {
        await run('end', () => ({ name: 'deleteConference', keys: { confEntity } }));
      } catch (error) {
        // The goodbye may be quicker than the response.
        if (conference.snapshot.endReason !== 'ended') throw error;
      }
    },
    eject: (uri) => run('eject', () => ({ name: 'deleteUser', confEntity, userEntity: userEntity(uri) })),
    setRole: (uri, role) =>
      run('set-role', () => ({ name: 'modifyUserRoles', confEntity, userEntity: userEntity(uri), role })),
    mute(uri, mutes) {
      const self = addressOf(conference.host.self.uri);
      const target = uri === undefined ? self : addressOf(uri);
      return run(target === self ? 'mute' : 'mute-others', () => muteCommand(target, mutes));
    },
    muteAll: (mutes) => run('mute-all', () => muteAllCommand(mutes)),
    lock: (locked) => run('lock', () => ({ name: 'modifyConferenceLock', confEntity, locked })),
  };
}
