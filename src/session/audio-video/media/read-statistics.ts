import type { MediaStatistics } from './quality';

type Entry = Readonly<Record<string, unknown>>;

/** The audio of a statistics report (identifiers of W3C webrtc-stats) as one look. Missing counters are 0. */
export function readStatistics(entries: readonly Entry[], at: number): MediaStatistics {
  const isAudio = ({ kind, mediaType }: Entry) => (kind ?? mediaType) === 'audio';
  const inbound = entries.filter((entry) => entry.type === 'inbound-rtp' && isAudio(entry));
  const outbound = entries.filter((entry) => entry.type === 'outbound-rtp' && isAudio(entry));
  const remote = entries.find((entry) => entry.type === 'remote-inbound-rtp' && isAudio(entry));
  const pair = entries.find(
    (entry) => entry.type === 'candidate-pair' && entry.nominated === true && entry.state === 'succeeded',
  );
  const roundTrip = number(remote?.roundTripTime) ?? number(pair?.currentRoundTripTime);
  return {
    at,
    packetsReceived: sum(inbound, 'packetsReceived'),
    packetsLost: sum(inbound, 'packetsLost'),
    packetsSent: sum(outbound, 'packetsSent'),
    jitter: number(inbound[0]?.jitter) ?? 0,
    ...(roundTrip !== undefined && { roundTrip }),
  };
}

function sum(entries: readonly Entry[], name: string): number {
  return entries.reduce((total, entry) => total + (number(entry[name]) ?? 0), 0);
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
