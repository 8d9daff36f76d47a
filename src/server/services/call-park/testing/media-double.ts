import {
  ParkMediaError,
  type ParkLeg,
  type ParkLegOptions,
  type ParkMedia,
  type ParkOffer,
} from '../park-media';

export const audioSdp =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';
/** A session without audio. */
export const foreignSdp = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=message 5060 sip null\r\n';

/** A media service without media: counts legs, refuses what has no audio, fails when told to. */
export class MediaDouble implements ParkMedia {
  readonly legs: LegDouble[] = [];
  fails = false;
  /** No leg before this. */
  ready: Promise<void> = Promise.resolve();

  get open(): LegDouble[] {
    return this.legs.filter(({ closed }) => !closed);
  }

  async offer(options: ParkLegOptions): Promise<ParkOffer> {
    await this.ready;
    return this.#leg(options);
  }

  async answer(offerSdp: string, options: ParkLegOptions): Promise<ParkLeg> {
    checkAudio(offerSdp);
    await this.ready;
    return this.#leg(options);
  }

  #leg({ music }: ParkLegOptions): LegDouble {
    if (this.fails) throw new ParkMediaError('unavailable', 'no media today');
    const leg = new LegDouble(music);
    this.legs.push(leg);
    return leg;
  }
}

export class LegDouble implements ParkOffer {
  readonly sdp = audioSdp;
  readonly ended: Promise<string>;
  closed = false;
  accepted = false;
  #end!: (why: string) => void;

  constructor(readonly music: boolean) {
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  async accept(answerSdp: string): Promise<void> {
    checkAudio(answerSdp);
    this.accepted = true;
  }

  async renegotiate(offerSdp: string): Promise<string> {
    checkAudio(offerSdp);
    return `${audioSdp}a=x-renegotiated\r\n`;
  }

  close(): void {
    this.closed = true;
  }

  /** As if the peer had gone silent. */
  fall(): void {
    this.#end('ice-silent');
  }
}

function checkAudio(sdp: string): void {
  if (!sdp.includes('m=audio')) throw new ParkMediaError('not-acceptable', 'no audio');
}
