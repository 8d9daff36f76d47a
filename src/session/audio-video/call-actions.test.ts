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

const actions = (call: CallSnapshot, provisioned: typeof provisioning | undefined = provisioning) =>
  callActions(call, 'established', provisioned);

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
    expect(callActions(connected, 'established', undefined)).not.toContain('park');
  });

  it('is nothing that a guest passes on', () => {
    expect(callActions(connected, 'established', undefined, true)).toEqual(['video', 'hold']);
    expect(callActions({ ...connected, state: 'held' }, 'established', undefined, true)).toEqual(['hold']);
  });
});
