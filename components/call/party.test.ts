import { expect } from '@open-wc/testing';
import type { ConferenceSnapshot, CallSnapshot, ConversationContract } from '../../src/session/contract';
import { callToPark } from '../park-panel/current.template';
import { isAtParkService, isParkedByOther, partyName } from './party';

const PARK = { uri: 'sip:park@contoso.com', displayName: '', isParkService: true };
const DAVE = { uri: 'sip:dave@contoso.com', displayName: 'Dave', isParkService: false };

/** A call in a conversation that began with `uri`. */
function talking(uri: string, remote: NonNullable<CallSnapshot['remote']>): ConversationContract {
  return {
    snapshot: { participants: [{ uri, displayName: '', isSelf: false, isTyping: false }] },
    audioVideo: { snapshot: { state: 'connected', remote } },
    canInvoke: () => false,
  } as unknown as ConversationContract;
}

describe('who is at the other end of a call', () => {
  it('is the person one was parked by, not the service', () => {
    const call = talking('sip:alice@contoso.com', PARK);
    expect(isParkedByOther(call)).to.equal(true);
    expect(isAtParkService(call)).to.equal(true);
    expect(partyName(call)).to.equal('alice');
    expect(callToPark([call])).to.equal(undefined);
  });

  it('is nobody yet for who asks the service for a call', () => {
    const call = talking('sip:park@contoso.com;orbit=100', PARK);
    expect(isParkedByOther(call)).to.equal(false);
    expect(isAtParkService(call)).to.equal(true);
  });

  it('has the name that came with the answer, where nobody knew it before', () => {
    expect(partyName(talking(DAVE.uri, DAVE))).to.equal('Dave');
    expect(partyName(talking(DAVE.uri, { ...DAVE, displayName: '' }))).to.equal('dave');
  });

  it('is who took the call after a pick-up', () => {
    const call = talking('sip:alice@contoso.com', DAVE);
    expect(isParkedByOther(call)).to.equal(false);
    expect(partyName(call)).to.equal('Dave');
    expect(callToPark([call])).to.equal(call);
  });

  it('is everybody else of a conference, by its subject if it has one', () => {
    const mixer = { ...DAVE, uri: 'sip:dave@contoso.com;gruu;opaque=app:conf:audio-video:id:JL3GPNYP' };
    const call = talking('sip:alice@contoso.com', mixer);
    const conference = {} as ConferenceSnapshot;
    const snapshot = {
      ...call.snapshot,
      conference,
      subject: '',
      participants: [
        { uri: 'sip:alice@contoso.com', displayName: '' },
        { uri: DAVE.uri, displayName: 'Dave' },
      ],
    };
    const inConference = (subject: string) =>
      ({ ...call, snapshot: { ...snapshot, subject } }) as unknown as ConversationContract;
    expect(partyName(inConference(''))).to.equal('alice, Dave');
    expect(partyName(inConference('Review'))).to.equal('Review');
  });
});
