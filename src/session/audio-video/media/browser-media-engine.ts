import { SessionError } from '../../contract';
import type { MediaDeviceSnapshot } from '../../contract';
import { BrowserMediaConnection } from './browser-media-connection';
import { hasWebRtc } from './has-web-rtc';
import type { CaptureOptions, MediaEngine } from './media-engine';

const KINDS: Readonly<Partial<Record<MediaDeviceKind, MediaDeviceSnapshot['kind']>>> = {
  audioinput: 'microphone',
  videoinput: 'camera',
  audiooutput: 'speaker',
};

/** The platform's WebRTC. Throws `SessionError` `media-failed` where there is none. */
export function browserMediaEngine(): MediaEngine {
  if (!hasWebRtc())
    throw new SessionError('media-failed', 'No WebRTC here: it needs a browser and a secure context');
  const devices = navigator.mediaDevices;
  return {
    open: (iceServers) => new BrowserMediaConnection(iceServers),
    capture: (options) => capture(devices, options),
    streamOf: (tracks) => new MediaStream([...tracks]),
    devices: async () => (await devices.enumerateDevices()).flatMap(toSnapshot),
    watchDevices: (changed) => {
      devices.addEventListener('devicechange', changed);
      return () => devices.removeEventListener('devicechange', changed);
    },
  };
}

async function capture(devices: MediaDevices, { audio, video }: CaptureOptions): Promise<MediaStream> {
  const chosen = (wanted: string | true | undefined) =>
    typeof wanted === 'string' ? { deviceId: { exact: wanted } } : wanted === true;
  try {
    return await devices.getUserMedia({ audio: chosen(audio), video: chosen(video) });
  } catch (error) {
    throw captureError(error);
  }
}

/** The names are those of Media Capture and Streams section 10.2. */
export function captureError(error: unknown): SessionError {
  switch (error instanceof Error ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return new SessionError('permission-refused', 'The use of the microphone or camera was refused', {
        cause: error,
      });
    case 'NotFoundError':
    case 'OverconstrainedError':
      return new SessionError('device-not-found', 'There is no such device', { cause: error });
    case 'NotReadableError':
      return new SessionError('device-in-use', 'The device is used by somebody else', { cause: error });
    default:
      return new SessionError('media-failed', 'The device could not be used', { cause: error });
  }
}

function toSnapshot({ deviceId, kind, label }: MediaDeviceInfo): MediaDeviceSnapshot[] {
  const ours = KINDS[kind];
  // Before permission there is one nameless device of each kind, without an id that could be chosen.
  return ours && deviceId ? [Object.freeze({ id: deviceId, kind: ours, label })] : [];
}
