import { html, nothing, type TemplateResult } from 'lit';
import type { CallDevicesSnapshot, MediaDeviceSnapshot } from '../../src/session/contract';
import type { MicrophoneTest } from './microphone-test';
import type { CallStrings } from './strings';

type Kind = MediaDeviceSnapshot['kind'];

/** Which microphone, camera and loudspeaker; and whether one is heard. */
export function devicesView(
  t: CallStrings,
  devices: CallDevicesSnapshot,
  test: MicrophoneTest,
  choose: (kind: Kind, id: string) => void,
): TemplateResult {
  const names: Readonly<Record<Kind, string>> = {
    microphone: t.microphone,
    camera: t.cameraDevice,
    speaker: t.speaker,
  };
  const field = (kind: Kind): TemplateResult | typeof nothing => {
    const ofKind = devices.available.filter((device) => device.kind === kind);
    if (!ofKind.length && kind !== 'microphone') return nothing;
    return html`<div class="field">
      <label for=${kind}>${names[kind]}</label>
      <select id=${kind} @change=${(event: Event) => choose(kind, (event.target as HTMLSelectElement).value)}>
        <option value="" ?selected=${!devices[kind]}>${t.systemChoice}</option>
        ${ofKind.map(
          ({ id, label }, index) =>
            html`<option value=${id} ?selected=${devices[kind] === id}>
              ${label || t.unnamed(names[kind], index + 1)}
            </option>`,
        )}
      </select>
    </div>`;
  };
  return html`<div class="devices">
    ${field('microphone')}
    <div class="test">
      <button class="button small" type="button" @click=${() => test.toggle(devices.microphone)}>
        ${test.isRunning ? t.stopTest : t.test}
      </button>
      ${
        test.isRunning
          ? html`<svg
                class="level"
                viewBox="0 0 100 8"
                preserveAspectRatio="none"
                role="meter"
                aria-label=${t.level}
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow="0"
                id="level"
              >
                <rect class="track" width="100" height="8" />
                <rect class="bar" width="0" height="8" />
              </svg>
              <p class="hint" role="status">${test.wasHeard ? t.heard : t.testHint}</p>`
          : nothing
      }
      ${test.failure ? html`<p class="error" role="alert">${t.reasons[test.failure.code] ?? t.failed}</p>` : nothing}
    </div>
    ${field('speaker')} ${field('camera')}
  </div>`;
}
