import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSite, type Site } from '../../../deploy/site.mjs';
import type { DemoConfiguration, TestServer } from './server';
import { freePorts } from './server';

/** The demo as a large site: Kamailio, two nodes, PostgreSQL (`deploy/`). `crash` kills both nodes; the edge stays. */
export async function startLargeSite(
  base: DemoConfiguration,
  dist: string,
  change?: (config: Record<string, unknown>, node: number) => void,
  limits?: Parameters<typeof startSite>[0]['limits'],
): Promise<TestServer & { readonly site: Site }> {
  const directory = mkdtempSync(path.join(tmpdir(), 'lync-site-'));
  // PostgreSQL runs as a user of its own, who has to get through.
  chmodSync(directory, 0o755);
  const ports = await freePorts(7);
  const site = await startSite({
    directory,
    base,
    dist,
    ...(change && { change }),
    ...(limits && { limits }),
    ports: {
      http: ports.slice(0, 2),
      nodes: ports.slice(2, 4),
      webSocket: ports[4]!,
      forNodes: ports[5]!,
      postgres: ports[6]!,
    },
  });
  return {
    site,
    url: site.urls[0]!,
    crash: async () => void (await Promise.all(site.nodes.map((node) => node.stop('SIGKILL')))),
    start: async () => void (await Promise.all(site.nodes.map((node) => node.start()))),
    async stop() {
      await site.stop();
      rmSync(directory, { recursive: true, force: true });
      return 0;
    },
  };
}
