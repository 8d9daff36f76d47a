import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ConversationContract, MediaDeviceSnapshot } from '../../src/session/contract';
import type { TransferRequestedEvent } from '../../src/session/audio-video/call-events';
import { LyncParkRequestEvent } from '../conversation/events/park-request-event';
import { Announcer } from '../internal/announcer';
import { bannerStyles } from '../internal/banner.styles';
import { LyncConversationElement } from '../internal/conversation-element';
import { state } from '../internal/decorators';
import { LyncElement } from '../internal/element';
import { icons } from '../internal/icons';
import { formatSeconds } from '../internal/localisation/format';
import { SnapshotController } from '../internal/snapshot-controller';
import { Ticker } from '../internal/ticker';
import { addressOf } from './address';
import { CallActs, type CallActsHost } from './call-acts';
import type { CallView, Drawer, ShownFailure } from './call-view';
import { callStyles } from './call.styles';
import { callControls } from './controls.template';
import { devicesView } from './devices.template';
import { drawerStyles } from './drawers.styles';
import { callFace, endText, stateText } from './face.template';
import { keypad } from './keypad';
import { MicrophoneTest } from './microphone-test';
import { strings as parkFailures } from './park-failures';
import { isParkedByOther, partyName } from './party';
import { playRemoteAudio } from './remote-audio';
import { playRingback } from './ringback-tone';
import { strings } from './strings';
import { TransferPrompt } from './transfer-prompt';
import { transferView } from './transfer.template';
import { videoView } from './video.template';

const TALKING = new Set(['connected', 'held', 'recovering', 'parking', 'transferring']);

/** The call of a conversation: how it stands, and what can be done with it. Part of `<lync-conversation>`; not meant to stand alone. */
export class LyncCall extends LyncConversationElement {
  static override styles = [LyncElement.styles, bannerStyles, callStyles, drawerStyles];

  @state() private drawer: Drawer | undefined;
  @state() private isBadAddress = false;
  /** The ended call that was put away, by its end. */
  @state() private putAway: number | undefined;

  readonly #announcer = new Announcer(this);
  readonly #acts: CallActs;
  readonly #test: MicrophoneTest;
  readonly #prompt = new TransferPrompt(() => this.requestUpdate());
  #said = '';
  #hadFocus = false;
  #isInMenu = false;

  constructor() {
    super();
    const { audioVideo, update } = {
      audioVideo: () => this.conversation?.audioVideo,
      update: () => this.requestUpdate(),
    };
    new SnapshotController(this, audioVideo, ['changed', 'call-state-changed', 'streams-changed']);
    new SnapshotController(this, audioVideo, ['transfer-requested'], (event) =>
      this.#onTransfer(event as TransferRequestedEvent),
    );
    new SnapshotController(this, () => this.#sound, ['changed']);
    new Ticker(this, () => TALKING.has(audioVideo()?.snapshot.state ?? ''));
    this.#test = new MicrophoneTest({
      requestUpdate: update,
      stream: () => audioVideo()?.streams.local,
      showLevel: (level) => this.#showLevel(level),
    });
    const host: CallActsHost = {
      requestUpdate: update,
      conversation: () => this.conversation,
      session: () => this.session,
      mayPark: (conversation) => this.dispatchEvent(new LyncParkRequestEvent(conversation)),
      report: (error) => this.reportError(error),
    };
    this.#acts = new CallActs(host);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#test.stop();
    // Nobody can be asked any more; without a view the call would go along as well.
    this.#prompt.settle(true);
  }

  /** The sound of the call, as soon as there is one. */
  get #sound(): ReturnType<typeof playRemoteAudio> | undefined {
    const audioVideo = this.conversation?.audioVideo;
    const isLive = audioVideo && !['idle', 'ended'].includes(audioVideo.snapshot.state);
    if (isLive) playRingback(audioVideo);
    return isLive ? playRemoteAudio(audioVideo) : undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.#hadFocus = this.shadowRoot?.activeElement != null;
    const call = this.conversation?.audioVideo?.snapshot;
    if (changed.has('conversation')) {
      this.#acts.reset();
      this.#close();
      this.#prompt.settle(true);
      this.#said = '';
    }
    if (call?.state === 'ended') this.#prompt.settle(false);
    const isTalking = call?.state === 'connected' || (call?.state === 'held' && this.drawer === 'transfer');
    if (this.drawer && this.drawer !== 'devices' && !isTalking) this.#close();
    this.#followMenu();
    if (this.drawer && (call?.state === 'ended' || call?.state === 'parked')) this.#close();
    this.#announce();
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (!this.#hadFocus || this.shadowRoot?.activeElement) return;
    // The control with the focus is gone; the first that is left takes it, else the composer.
    const next = this.renderRoot.querySelector<HTMLElement>(
      '.transfer-prompt button, .control, .answers button, .face button',
    );
    const root = this.getRootNode();
    if (next) next.focus();
    else if (root instanceof ShadowRoot) (root.host as HTMLElement).focus();
  }

  protected override render(): TemplateResult {
    const view = this.#view();
    return html`${view ? this.#body(view) : nothing}${this.#announcer.render()}`;
  }

  #body(view: CallView): TemplateResult {
    const { t, call, name } = view;
    const streams = this.conversation?.audioVideo?.streams ?? { local: undefined, remote: undefined };
    return html`<section aria-label=${t.call} class=${call.state}>
      ${callFace(view)} ${videoView(t, call, streams, name)} ${this.#notes(view)}
      ${this.#prompt.isOpen ? nothing : callControls(view)}
      ${
        this.drawer
          ? html`<div
              class="drawer"
              id="drawer"
              part="call-drawer"
              role="region"
              aria-label=${t[this.drawer]}
              @keydown=${this.#key}
            >
              ${this.#drawerView(view)}
            </div>`
          : nothing
      }
    </section>`;
  }

  /** What is wrong, and what the person can do. */
  #notes({ t, call, name }: CallView): TemplateResult {
    const shown = this.#failure();
    return html`${
      call.oneWay && call.state === 'connected'
        ? html`<div class="banner warning" role="alert">
            ${icons.alert}<span>${call.oneWay === 'not-receiving' ? t.notReceiving : t.notSending}</span>
          </div>`
        : nothing
    }
    ${this.#prompt.render(t, name, (milliseconds) => formatSeconds(this.locale.language.lang, milliseconds))}
    ${
      this.#sound?.isBlocked
        ? html`<div class="banner warning" role="alert">
            ${icons.alert}<span>${t.soundBlocked}</span>
            <button class="button small" type="button" @click=${() => this.#acts.deeds.playSound()}>
              ${t.playSound}
            </button>
          </div>`
        : nothing
    }
    ${
      shown
        ? html`<div class="banner danger" role="alert">
            ${icons.alert}<span>${shown.text}</span>
            <button
              class="icon-button"
              type="button"
              aria-label=${t.close}
              title=${t.close}
              @click=${() => this.#acts.putAway(shown.failure)}
            >
              ${icons.close}
            </button>
          </div>`
        : nothing
    }`;
  }

  /** What a menu asks now; empty when none does. */
  get #asked(): string {
    const { audioVideo, snapshot } = this.conversation ?? {};
    const { position, state } = snapshot?.queue ?? {};
    // Whoever is told their place is asked nothing any more.
    if (
      audioVideo?.snapshot.state !== 'connected' ||
      position ||
      state === 'offering' ||
      state === 'connected'
    )
      return '';
    const last = snapshot?.messages.findLast(({ kind }) => kind === 'notice');
    return last?.notice === 'menu' ? last.body : '';
  }

  /** Who was called by a queue is asked by a menu first: the keys are at hand until somebody else speaks. */
  #followMenu(): void {
    const isInMenu = this.#asked !== '';
    if (isInMenu === this.#isInMenu) return;
    this.#isInMenu = isInMenu;
    if (isInMenu && !this.drawer) this.#toggle('keypad');
    else if (!isInMenu && this.drawer === 'keypad') this.#close();
  }

  #onTransfer(event: TransferRequestedEvent): void {
    // The call park service only hands over.
    if (!this.conversation?.audioVideo?.snapshot.remote?.isParkService) this.#prompt.ask(event);
  }

  #drawerView({ t, call }: CallView): TemplateResult {
    switch (this.drawer) {
      case 'keypad':
        return keypad(t, call.dtmfSent, this.#asked, (tone) => this.#acts.sendTone(tone));
      case 'transfer':
        return transferView({
          t,
          others: this.#others(),
          isBadAddress: this.isBadAddress,
          isPending: this.#acts.isPending('transfer'),
          toAddress: (written) => this.#transferTo(written),
          toConversation: (conversation) => this.#acts.transfer(conversation),
          onInput: () => (this.isBadAddress = false),
        });
      default:
        return devicesView(t, call.devices, this.#test, (kind, id) => this.#choose(kind, id));
    }
  }

  #view(): CallView | undefined {
    const { conversation } = this;
    const call = conversation?.audioVideo?.snapshot;
    if (!conversation || !call || call.state === 'idle') return undefined;
    if (call.state === 'ended' && this.putAway === (call.endedAt ?? 0)) return undefined;
    const t = this.locale.texts(strings);
    return {
      t,
      call,
      name: partyName(conversation) || t.someone,
      isParked: isParkedByOther(conversation),
      can: (action) => conversation.canInvoke(action),
      drawer: this.drawer,
      isPending: (what) => this.#acts.isPending(what),
      toggleDrawer: (drawer) => this.#toggle(drawer),
      do: { ...this.#acts.deeds, dismiss: () => (this.putAway = call.endedAt ?? 0) },
    };
  }

  /** What the person asked for and did not get, else what the call itself tells. */
  #failure(): ShownFailure | undefined {
    const call = this.conversation?.audioVideo?.snapshot;
    const failure = this.#acts.failure ?? (call?.state === 'ended' ? undefined : call?.failure);
    if (!failure || this.#acts.isPutAway(failure)) return undefined;
    const t = this.locale.texts(strings);
    const reason =
      t.reasons[failure.code] ?? this.locale.texts(parkFailures).reasons[failure.code] ?? t.failed;
    return { failure, text: this.#acts.failedAct === 'transfer' ? `${t.transferFailed} ${reason}` : reason };
  }

  #others(): { conversation: ConversationContract; name: string }[] {
    return (this.session?.conversations ?? [])
      .filter(
        (one) =>
          one !== this.conversation && ['connected', 'held'].includes(one.audioVideo?.snapshot.state ?? ''),
      )
      .map((conversation) => ({ conversation, name: partyName(conversation) }));
  }

  #transferTo(written: string): void {
    const address = addressOf(written, this.session?.snapshot.uri ?? '');
    this.isBadAddress = !address;
    if (address) this.#acts.transfer(address);
    else void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#address')?.focus());
  }

  #choose(kind: MediaDeviceSnapshot['kind'], id: string): void {
    this.#acts.setDevice(kind, id);
    if (kind === 'microphone' && this.#test.isRunning) void this.#test.start(id || undefined);
  }

  #toggle(drawer: Drawer): void {
    const opens = this.drawer !== drawer;
    this.#close();
    if (!opens) return;
    this.drawer = drawer;
    if (drawer === 'devices') this.#acts.refreshDevices();
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>('.drawer :is(input, select, .key)')?.focus(),
    );
  }

  #close(): void {
    this.drawer = undefined;
    this.isBadAddress = false;
    if (this.#test.isRunning) this.#test.stop();
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    const toggle = this.renderRoot.querySelector<HTMLElement>(`[data-drawer="${this.drawer}"]`);
    this.#close();
    toggle?.focus();
  };

  #showLevel(level: number): void {
    const meter = this.renderRoot.querySelector('#level');
    const percent = String(Math.round(level * 100));
    meter?.setAttribute('aria-valuenow', percent);
    meter?.querySelector('.bar')?.setAttribute('width', percent);
  }

  /** Says each state once; who sees it reads it. */
  #announce(): void {
    const view = this.#view();
    const text = view ? [stateText(view), endText(view)].filter(Boolean).join('. ') : '';
    if (text === this.#said) return;
    this.#said = text;
    if (text) this.#announcer.announce(view?.call.state === 'incoming' ? `${text}: ${view.name}` : text);
  }
}
