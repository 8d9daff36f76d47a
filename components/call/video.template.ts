import { html, nothing, type TemplateResult } from 'lit';
import type { CallSnapshot, CallStreams } from '../../src/session/contract';
import type { CallStrings } from './strings';

const has = (stream: MediaStream | undefined): boolean => !!stream?.getVideoTracks().length;

/** Both pictures, as far as they flow. They are silent: the sound has an element of its own. */
export function videoView(
  t: CallStrings,
  { video }: CallSnapshot,
  { local, remote }: CallStreams,
  name: string,
): TemplateResult | typeof nothing {
  const isShown = (video === 'sendrecv' || video === 'recvonly') && has(remote);
  const isSent = (video === 'sendrecv' || video === 'sendonly') && has(local);
  if (!isShown && !isSent) return nothing;
  return html`<div class="pictures ${isShown ? '' : 'own-only'}" part="call-video-area">
    ${
      isShown
        ? html`<video
            class="remote"
            part="call-remote-video"
            autoplay
            playsinline
            .muted=${true}
            .srcObject=${remote}
            aria-label=${t.remoteVideo(name)}
          ></video>`
        : nothing
    }
    ${
      isSent
        ? html`<video
            class="local"
            part="call-local-video"
            autoplay
            playsinline
            .muted=${true}
            .srcObject=${local}
            aria-label=${t.localVideo}
          ></video>`
        : nothing
    }
  </div>`;
}
