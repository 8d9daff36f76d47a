import { html, nothing, type TemplateResult } from 'lit';
import { icons } from '../internal/icons';
import type { CallView, Drawer } from './call-view';
import * as drawings from './icons';

interface Control {
  readonly label: string;
  readonly icon: TemplateResult;
  readonly act: () => void;
  readonly part: string;
  /** Of a switch: on or off, as the other side has confirmed. */
  readonly pressed?: boolean;
  readonly isPending?: boolean;
  /** Opens this drawer. */
  readonly drawer?: Drawer;
  readonly kind?: 'end' | 'go';
}

function control(view: CallView, given: Control): TemplateResult {
  const { label, icon, act, part, pressed, isPending, drawer, kind = '' } = given;
  return html`<button
    type="button"
    class="control ${kind}"
    part=${`call-control ${part}`}
    aria-pressed=${pressed === undefined ? nothing : pressed}
    aria-expanded=${drawer ? view.drawer === drawer : nothing}
    aria-controls=${drawer && view.drawer === drawer ? 'drawer' : nothing}
    aria-disabled=${isPending ? 'true' : nothing}
    aria-busy=${isPending ? 'true' : nothing}
    data-drawer=${drawer ?? nothing}
    @click=${() => !isPending && act()}
  >
    <span class="round">${icon}</span><span class="label">${label}</span>
  </button>`;
}

/** What can be done with the call as it is now. */
export function callControls(view: CallView): TemplateResult | typeof nothing {
  switch (view.call.state) {
    case 'incoming':
      return bar(view, answers(view));
    case 'connecting':
    case 'ringing':
      return bar(view, [deviceSwitch(view), end(view, view.t.cancel)]);
    case 'connected':
    case 'held':
      return bar(view, talking(view));
    case 'recovering':
    case 'transferring':
    case 'parking':
      return bar(view, [mute(view), end(view)]);
    case 'parked':
      return html`<div class="answers">
        <button
          class="button primary"
          type="button"
          aria-disabled=${view.isPending('pick-up') ? 'true' : nothing}
          @click=${() => view.do.pickUp()}
        >
          ${view.t.pickUp}
        </button>
      </div>`;
    case 'ended':
      return view.call.failure && view.can('audio')
        ? html`<div class="answers">
            <button class="button small" type="button" @click=${() => view.do.again()}>
              ${view.t.again}
            </button>
          </div>`
        : nothing;
    default:
      return nothing;
  }
}

function bar({ t }: CallView, controls: readonly (TemplateResult | typeof nothing)[]): TemplateResult {
  return html`<div class="controls" part="call-controls" role="group" aria-label=${t.controls}>
    ${controls}
  </div>`;
}

function answers(view: CallView): readonly (TemplateResult | typeof nothing)[] {
  const { t, call } = view;
  return [
    control(view, {
      label: t.accept,
      icon: icons.phone,
      act: () => view.do.accept(false),
      part: 'call-accept',
      kind: 'go',
    }),
    call.video === 'none'
      ? nothing
      : control(view, {
          label: t.acceptVideo,
          icon: icons.video,
          act: () => view.do.accept(true),
          part: 'call-accept-video',
          kind: 'go',
        }),
    control(view, {
      label: t.decline,
      icon: drawings.hangUp,
      act: () => view.do.decline(),
      part: 'call-decline',
      kind: 'end',
    }),
  ];
}

function talking(view: CallView): readonly (TemplateResult | typeof nothing)[] {
  const { t, call, can, isPending } = view;
  const isHeldHere = call.heldBy === 'local' || call.heldBy === 'both';
  const sendsVideo = call.video === 'sendrecv' || call.video === 'sendonly';
  const isConnected = call.state === 'connected';
  return [
    mute(view),
    can('hold')
      ? control(view, {
          label: t.hold,
          icon: isHeldHere ? drawings.resume : drawings.hold,
          act: () => view.do.hold(!isHeldHere),
          part: 'call-hold',
          pressed: isHeldHere,
          isPending: isPending('hold'),
        })
      : nothing,
    isConnected
      ? control(view, {
          label: t.keypad,
          icon: drawings.keypad,
          act: () => view.toggleDrawer('keypad'),
          part: 'call-keypad',
          drawer: 'keypad',
        })
      : nothing,
    isConnected && (can('video') || sendsVideo)
      ? control(view, {
          label: t.camera,
          icon: sendsVideo ? icons.video : drawings.videoOff,
          act: () => view.do.video(!sendsVideo),
          part: 'call-video',
          pressed: sendsVideo,
          isPending: isPending('video'),
        })
      : nothing,
    can('transfer')
      ? control(view, {
          label: t.transfer,
          icon: drawings.transfer,
          act: () => view.toggleDrawer('transfer'),
          part: 'call-transfer',
          drawer: 'transfer',
        })
      : nothing,
    can('park')
      ? control(view, {
          label: t.park,
          icon: icons.park,
          act: () => view.do.park(),
          part: 'call-park',
          isPending: isPending('park'),
        })
      : nothing,
    deviceSwitch(view),
    end(view),
  ];
}

function mute(view: CallView): TemplateResult {
  const { t, call } = view;
  return control(view, {
    label: t.mute,
    icon: call.isMuted ? drawings.microphoneOff : drawings.microphone,
    act: () => view.do.mute(!call.isMuted),
    part: 'call-mute',
    pressed: call.isMuted,
  });
}

function deviceSwitch(view: CallView): TemplateResult {
  return control(view, {
    label: view.t.devices,
    icon: drawings.devices,
    act: () => view.toggleDrawer('devices'),
    part: 'call-devices',
    drawer: 'devices',
  });
}

function end(view: CallView, label = view.t.end): TemplateResult {
  return control(view, {
    label,
    icon: drawings.hangUp,
    act: () => view.do.end(),
    part: 'call-end',
    kind: 'end',
  });
}
