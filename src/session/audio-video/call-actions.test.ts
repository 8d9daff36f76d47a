import { describe, expect, it } from 'vitest';
import type { CallSnapshot } from '../contract';
import { callActions } from './call-actions';

const provisioning = {
  callParkServerUri: 'sip:park@contoso.com',
  enableCallPark: true,
  isInResiliencyMode: false,
};
const connected: CallSnapshot = {
  state: 'connected',
  remote: { uri: 'sip:jane@contoso.com', displayName: 'Jane', isParkService: false },
  audio: 'sendrecv',
  video: 'none',
  isMuted: false,
  dtmfSent: '',
  devices: { available: [] },
};

const { remote: _remote, ...alone } = connected;
const none: CallSnapshot = { ...alone, state: 'idle', audio: 'none' };

const between = (peerUri: string, uri = 'sip:alice@contoso.com') =>
  ({ state: 'established', self: { uri }, init: { peerUri } }) as const;

const actions = (call: CallSnapshot, provisioned: typeof provisioning | undefined = provisioning) =>
  callActions(call, between('sip:jane@contoso.com'), provisioned);

describe('what can be done with a call', () => {
  it('can be parked while both talk, and nobody is parked already', () => {
    expect(actions(connected)).toEqual(['video', 'hold', 'transfer', 'park']);
    expect(actions({ ...connected, state: 'held' })).not.toContain('park');
    expect(actions({ ...connected, audio: 'none' })).not.toContain('park');
    const isParked = { ...connected, remote: { ...connected.remote!, isParkService: true } };
    expect(actions(isParked)).toEqual(['video', 'hold', 'transfer']);
  });

  it('needs a service that is there, allowed, and not in resiliency mode', () => {
    for (const missing of [
      { callParkServerUri: '' },
      { enableCallPark: false },
      { isInResiliencyMode: true },
    ])
      expect(actions(connected, { ...provisioning, ...missing })).not.toContain('park');
    expect(callActions(connected, between('sip:jane@contoso.com'), undefined)).not.toContain('park');
  });

  it('is nothing that a guest passes on', () => {
    const guest = between('sip:sales@contoso.com', 'sip:guest-1@contoso.com');
    expect(callActions(connected, guest, undefined)).toEqual(['hold']);
    expect(callActions({ ...connected, state: 'held' }, guest, undefined)).toEqual(['hold']);
    expect(callActions(none, guest, undefined)).toEqual(['audio']);
  });

  it('has no picture where the contact centre is in between', () => {
    const peerUri = 'sip:contact-7f3a@contoso.com';
    const queueCall = { ...connected, remote: { ...connected.remote!, uri: peerUri } };
    expect(actions(queueCall)).toEqual(['hold', 'transfer', 'park']);
    expect(callActions(none, between(peerUri), provisioning)).toEqual(['audio']);
    expect(callActions(none, between('sip:jane@contoso.com'), provisioning)).toEqual(['audio', 'video']);
  });
});
