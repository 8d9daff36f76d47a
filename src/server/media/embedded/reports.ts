import {
  RtcpReceiverInfo,
  RtcpSenderInfo,
  RtcpSourceDescriptionPacket,
  RtcpSrPacket,
  RtcpRrPacket,
  SourceDescriptionChunk,
  SourceDescriptionItem,
  type RtcpPacket,
} from 'werift';
import type { ReceiveStatistics } from '../rtp/receive-statistics';

/** Seconds from 1900 to 1970 (RFC 3550 4). */
const NTP_OFFSET = 2_208_988_800;

/** 64-bit NTP time of milliseconds since 1970. */
export function ntpTime(milliseconds: number): bigint {
  const seconds = Math.floor(milliseconds / 1000);
  const fraction = Math.floor(((milliseconds % 1000) / 1000) * 2 ** 32);
  return (BigInt(seconds + NTP_OFFSET) << 32n) | BigInt(fraction);
}

/** The middle 32 bits, in units of 1/65,536 s. */
const compact = (ntp: bigint): number => Number((ntp >> 16n) & 0xffffffffn);

export interface Sent {
  readonly ssrc: number;
  readonly cname: string;
  readonly timestamp: number;
  readonly packets: number;
  readonly bytes: number;
}

/** RTCP sender and receiver reports of one leg (RFC 3550 6.4): the peer's call quality is made of them. */
export class Reports {
  roundTrip: number | undefined;
  remoteLoss: number | undefined;
  #lastReport: { readonly ssrc: number; readonly ntp: number; readonly at: number } | undefined;

  receive(packet: RtcpPacket, ownSsrc: number, now: number): void {
    if (packet instanceof RtcpSrPacket) {
      this.#lastReport = { ssrc: packet.ssrc, ntp: compact(packet.senderInfo.ntpTimestamp), at: now };
    } else if (!(packet instanceof RtcpRrPacket)) {
      return;
    }
    const about = packet.reports.find((report) => report.ssrc === ownSsrc);
    if (!about) return;
    this.remoteLoss = about.fractionLost / 256;
    if (about.lsr === 0) return;
    const trip = (compact(ntpTime(now)) - about.lsr - about.dlsr) | 0;
    // Clocks that are set meanwhile give nonsense.
    if (trip >= 0 && trip < 65_536 * 60) this.roundTrip = (trip * 1000) / 65_536;
  }

  /** `now`: milliseconds since 1970. */
  build(
    sent: Sent,
    source: { readonly ssrc: number; readonly statistics: ReceiveStatistics } | undefined,
    now: number,
  ): RtcpPacket[] {
    const last = this.#lastReport?.ssrc === source?.ssrc ? this.#lastReport : undefined;
    const reports = source
      ? [
          new RtcpReceiverInfo({
            ssrc: source.ssrc,
            ...source.statistics.report(),
            lsr: last?.ntp ?? 0,
            dlsr: last ? Math.max(0, Math.round(((now - last.at) * 65_536) / 1000)) : 0,
          }),
        ]
      : [];
    return [
      new RtcpSrPacket({
        ssrc: sent.ssrc,
        senderInfo: new RtcpSenderInfo({
          ntpTimestamp: ntpTime(now),
          rtpTimestamp: sent.timestamp,
          packetCount: sent.packets >>> 0,
          octetCount: sent.bytes >>> 0,
        }),
        reports,
      }),
      new RtcpSourceDescriptionPacket({
        chunks: [
          new SourceDescriptionChunk({
            source: sent.ssrc,
            items: [new SourceDescriptionItem({ type: 1, text: sent.cname })],
          }),
        ],
      }),
    ];
  }
}
