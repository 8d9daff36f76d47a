import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';

/** What has arrived over all peer connections of a page so far. */
export interface Heard {
  readonly bytes: number;
  readonly packets: number;
  /** Grows only by what is no silence. */
  readonly energy: number;
}

export interface PeersPage {
  peers: Set<RTCPeerConnection & { heard?: Heard }>;
}

/** Every peer connection of the pages of `context` can be listened to with `heardOn`. */
export async function listenToPeers(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const own = globalThis as unknown as PeersPage & { RTCPeerConnection: typeof RTCPeerConnection };
    const peers = (own.peers = new Set());
    own.RTCPeerConnection = class extends own.RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        peers.add(this);
      }
    };
  });
}

export const heardOn = (page: Page): Promise<Heard> =>
  page.evaluate(async () => {
    let bytes = 0;
    let packets = 0;
    let energy = 0;
    for (const peer of (globalThis as unknown as PeersPage).peers) {
      const heard = { bytes: 0, packets: 0, energy: 0 };
      for (const entry of (await peer.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (entry.type !== 'inbound-rtp' || entry.kind !== 'audio') continue;
        heard.bytes += Number(entry.bytesReceived ?? 0);
        heard.packets += Number(entry.packetsReceived ?? 0);
        heard.energy += Number(entry.totalAudioEnergy ?? 0);
      }
      // One that was closed tells nothing any more; what it has heard counts all the same.
      const last = (peer.heard = heard.bytes > 0 ? heard : (peer.heard ?? heard));
      bytes += last.bytes;
      packets += last.packets;
      energy += last.energy;
    }
    return { bytes, packets, energy };
  });

/** Two seconds of packets: a fake microphone beeps once in each. */
const SILENT_PACKETS = 100;

/** Packets arrive, and they are silence. */
export async function hearsSilence(page: Page): Promise<void> {
  let before = await heardOn(page);
  const isSilent = async (): Promise<boolean> => {
    const now = await heardOn(page);
    if (now.packets < before.packets + SILENT_PACKETS) return false;
    const { energy } = before;
    before = now;
    return now.energy === energy;
  };
  await expect.poll(isSilent).toBe(true);
}

/** Sound arrives, and it is no silence. */
export async function hears(page: Page): Promise<void> {
  const { bytes, energy } = await heardOn(page);
  await expect.poll(async () => (await heardOn(page)).bytes).toBeGreaterThan(bytes + 2_000);
  await expect.poll(async () => (await heardOn(page)).energy).toBeGreaterThan(energy);
}
