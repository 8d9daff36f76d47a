import { aTimeout, fixture, html } from '@open-wc/testing';
import {
  MockSession,
  type MockConference,
  type MockConferenceOptions,
  type MockConversation,
} from '../../../src/mock';
import '../index';
import type { LyncParticipants } from '../index';

export const ALICE = 'sip:alice@contoso.com';
export const BOB = {
  uri: 'sip:bob@contoso.com',
  displayName: 'Bob Baker',
  role: 'attendee',
  audioVideo: 'connected',
} as const;
export const CAROL = {
  uri: 'sip:carol@contoso.com',
  displayName: 'Carol Carter',
  role: 'presenter',
  isOrganizer: true,
} as const;

export interface Stage {
  readonly session: MockSession;
  readonly conversation: MockConversation;
  readonly conference: MockConference;
  readonly element: LyncParticipants;
}

export async function settled(element: LyncParticipants): Promise<void> {
  for (let turn = 0; turn < 3; turn++) {
    await aTimeout(0);
    await element.updateComplete;
  }
}

export async function signIn(): Promise<MockSession> {
  const session = new MockSession({
    uri: ALICE,
    displayName: 'Alice Archer',
    calls: true,
    conferences: true,
  });
  await session.connect();
  return session;
}

export async function show(
  session: MockSession,
  conversation: MockConversation | undefined,
  lang = 'en',
): Promise<LyncParticipants> {
  const element = await fixture<LyncParticipants>(
    html`<lync-participants
      .session=${session}
      .conversation=${conversation}
      lang=${lang}
    ></lync-participants>`,
  );
  await settled(element);
  return element;
}

/** In a conference with Bob and Carol, as a presenter unless told otherwise. */
export async function stage(options: MockConferenceOptions = {}): Promise<Stage> {
  const session = await signIn();
  const conversation = session.receiveInvitation({
    fromName: 'Carol',
    fromUri: CAROL.uri,
    conference: { role: 'presenter', modalities: ['chat', 'audio'], participants: [BOB, CAROL], ...options },
  });
  await conversation.accept();
  return {
    session,
    conversation,
    conference: conversation.conference!,
    element: await show(session, conversation),
  };
}

export const all = (element: LyncParticipants, selector: string): HTMLElement[] => [
  ...element.shadowRoot!.querySelectorAll<HTMLElement>(selector),
];
export const find = <E extends HTMLElement = HTMLElement>(element: LyncParticipants, selector: string): E => {
  const [found] = all(element, selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found as E;
};
export const text = (element: LyncParticipants, selector = '.panel'): string =>
  find(element, selector).textContent.replace(/\s+/g, ' ').trim();
export const rows = (element: LyncParticipants): string[] =>
  all(element, '.roster > .row').map((row) => row.textContent.replace(/\s+/g, ' ').trim());
export const spoken = (element: LyncParticipants): string =>
  text(element, '[role=status][aria-live]').replace(/\u00a0/g, '');

/** The button of somebody's row. */
export const one = (element: LyncParticipants, uri: string): HTMLElement =>
  find(element, `.row[data-uri="${uri}"] .one`);

export async function click(element: LyncParticipants, selector: string): Promise<void> {
  find(element, selector).click();
  await settled(element);
}
