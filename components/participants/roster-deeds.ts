import type { ConferenceContract } from '../../src/session/contract';
import type { RosterActs } from './roster-acts';
import type { RosterChoice } from './roster-choice';
import { onRosterKey } from './roster-keys';
import type { RosterDeeds } from './roster-view';

interface RosterDeedsHost {
  readonly acts: RosterActs;
  readonly choice: RosterChoice;
  readonly root: () => ParentNode;
  readonly conference: () => ConferenceContract | undefined;
  /** After the next update. */
  readonly focusSoon: (selector: string) => void;
  readonly toggleInviting: () => void;
  readonly invite: (uri: string) => void;
  readonly withdraw: (uri: string) => void;
}

/** What the buttons of the roster do. */
export function rosterDeeds(host: RosterDeedsHost): RosterDeeds {
  const { acts, choice } = host;
  const run = (act: string, about: string, work: (conference: ConferenceContract) => Promise<void>): void => {
    const conference = host.conference();
    if (conference) void acts.run(act, about, () => work(conference));
  };
  return {
    choose: (uri) => choice.set({ current: uri }),
    toggle: (uri) => choice.set({ open: choice.open === uri ? undefined : uri, question: undefined }),
    mute: ({ isMutedByServer, uri }) =>
      run(isMutedByServer ? 'unmute' : 'mute', uri, (it) =>
        isMutedByServer ? it.unmute(uri) : it.mute(uri),
      ),
    setRole: (uri, role) => run('role', uri, (it) => it.setRole(uri, role)),
    ask: (question) => {
      const asker = choice.question?.act === 'end' ? '[part="end"]' : '[part="eject"]';
      choice.set({ question, ...(question?.act === 'eject' && { open: question.uri }) });
      host.focusSoon(question ? '.question button' : asker);
    },
    eject: (uri) => {
      choice.set({ question: undefined });
      run('eject', uri, (it) => it.eject(uri));
    },
    muteAll: (isMuted) => run('mute-all', '', (it) => (isMuted ? it.muteAll() : it.unmuteAll())),
    lock: (isLocked) => run('lock', '', (it) => (isLocked ? it.lock() : it.unlock())),
    toggleInviting: () => host.toggleInviting(),
    inviteAgain: (uri) => host.invite(uri),
    withdraw: (uri) => host.withdraw(uri),
    leave: () => run('leave', '', (it) => it.leave()),
    end: () => {
      choice.set({ question: undefined });
      run('end', '', (it) => it.end());
    },
  };
}

/** The same by the keyboard, as far as this person may. */
export function rosterKeys(
  { choice, conference, root }: RosterDeedsHost,
  deeds: RosterDeeds,
): (event: KeyboardEvent) => void {
  const of = (uri: string) => conference()?.snapshot.participants.find((one) => one.uri === uri);
  return (event) =>
    onRosterKey(event, {
      root: root(),
      mute: (uri) => {
        const one = of(uri);
        if (one && conference()?.canInvoke(one.isSelf ? 'mute' : 'mute-others')) deeds.mute(one);
      },
      eject: (uri) => {
        if (!of(uri)?.isSelf && conference()?.canInvoke('eject')) deeds.ask({ act: 'eject', uri });
      },
      close: () => {
        if (choice.question) deeds.ask(undefined);
        else if (choice.open !== undefined) choice.set({ open: undefined });
        else return false;
        return true;
      },
    });
}
