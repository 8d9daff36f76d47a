const en = {
  reasons: {
    'park-not-available': 'Calls cannot be parked here and now. Transfer the call instead.',
    'orbit-not-found':
      'No call is parked at this number. Check the number; the call may have been picked up or have ended.',
    'processing-error': 'The call park service had an error. Try again.',
    'no-orbit-available': 'All orbits are occupied. Wait until one is free, or transfer the call.',
    'outside-enterprise': 'Calls can only be picked up from inside the company.',
    'park-timeout': 'Parking took too long and was given up. Try again.',
    'ucas-error': 'The call park service cannot reach its own server. Tell your administrator.',
    'double-park': 'This call is being parked already.',
    'replaces-error': 'The other side’s telephone cannot be parked. Transfer the call instead.',
    'version-not-understood':
      'The call park service does not understand this program’s version. Tell your administrator.',
    'bad-request': 'The call park service did not understand the request. Tell your administrator.',
    'could-not-safe-retrieve': 'Your call is no longer parked there. Nobody else’s call was picked up.',
    'could-not-forward': 'The server where the call is parked cannot be reached. Try again in a moment.',
    draining:
      'The call park service is being shut down for maintenance and takes no more calls. Transfer the call instead.',
    'park-time-expired': 'The call waited too long and was ended.',
    'park-time-expired-after-fallback': 'The call waited too long, could not be sent on, and was ended.',
    'parker-dialog-terminated': 'The call park service has nothing more to tell about this call.',
    'no-conversation': 'The call ended before it was parked.',
    'retrieve-failed': 'The parked call could not be handed over. It is still parked: try again.',
    'permission-refused':
      'The browser does not let this page use the microphone. Allow it at the left of the address bar, then try again.',
    'device-not-found': 'No microphone was found. Plug one in and try again.',
    'device-in-use': 'Another program is using the microphone. Close it there and try again.',
    'media-failed': 'Sound could not be set up. A firewall may be in the way; try another network.',
    'not-found': 'There is no such orbit.',
    forbidden: 'You are not allowed to do this.',
    busy: 'Somebody else is picking this call up right now.',
    unreachable: 'The call park service cannot be reached. Try again in a moment.',
    timeout: 'The call park service did not answer in time. Try again.',
    'connection-failed': 'There is no connection to the server.',
    'invalid-state': 'This is not possible at the moment.',
    aborted: 'It was given up.',
    cancelled: 'It was given up.',
    declined: 'The call park service refused.',
    'no-answer': 'The call park service did not answer.',
    'rate-limited': 'Too many attempts in a short time. Wait a moment.',
    'server-error': 'Something went wrong on the server. Try again.',
  } as Record<string, string>,
};

export type ParkFailureStrings = typeof en;
export default en;
