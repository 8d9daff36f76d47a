import { configuredAccounts } from '../accounts';
import type { LyncConfiguration, Secrets } from '../config';
import type { Edge } from '../edge/edge';
import { isAllowedOrigin } from '../http/origins';
import { UcwaGateway } from '../services/ucwa-gateway';
import { memoryPair, SipEndpoint, type Clock, type Logger } from '../sip';
import { ucwaDirectory } from './ucwa-directory';
import { ucwaSignIn } from './ucwa-sign-in';

/** The UCWA gateway behind the edge, which takes its word for who its users are. Undefined when it is not configured. */
export function attachUcwa(
  config: LyncConfiguration,
  parts: {
    readonly secrets: Secrets;
    readonly edge: Edge;
    readonly allowedOrigins: readonly string[];
    readonly clock: Clock;
    readonly log: Logger;
  },
): { readonly gateway: UcwaGateway; close(): Promise<void> } | undefined {
  const { ucwa } = config;
  if (!ucwa) return undefined;
  const { secrets, edge, allowedOrigins, clock, log } = parts;
  const { domain } = config;
  const [ours, theirs] = memoryPair({ log });
  edge.attach(ours, { kind: 'gateway' });
  const contactHost = `ucwa.${domain}`;
  const endpoint = new SipEndpoint({
    connection: theirs,
    contact: `sip:${contactHost};transport=tcp`,
    ...{ clock, log, userAgent: 'Lync Widgets UCWA' },
    // Several clients of one user are several branches of one request, all of which come here.
    refuseMerged: false,
  });
  const { publicUrl, tokenSeconds, ...settings } = ucwa;
  const gateway = new UcwaGateway({
    ...{ endpoint, clock, log, contactHost },
    directory: ucwaDirectory(config),
    settings: { ...settings, domain },
    // Of its own kind: nothing that one key signs can be taken for what another has.
    tokenSecret: `ucwa ${secrets.nonce}`,
    tokenLifetime: { user: tokenSeconds, guest: config.guests.sessionSeconds },
    ...(publicUrl !== undefined && { publicUrl }),
    signIn: ucwaSignIn({
      ...{ domain, clock, algorithm: config.sip.digest, guestSecret: secrets.guest },
      accounts: configuredAccounts(config),
      limits: config.limits.failedAttempts,
    }),
    isAllowedOrigin: (origin, host) => isAllowedOrigin(origin, host, allowedOrigins),
    limit: config.limits.requests.identity,
  });
  return {
    gateway,
    close: async () => {
      await gateway.close();
      await endpoint.close();
    },
  };
}
