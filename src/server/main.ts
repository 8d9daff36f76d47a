import { configuredAccounts } from './accounts';
import { checkAudioFiles } from './composition/audio-files';
import { attachCallPark } from './composition/call-park';
import { attachConferencing, focusFactoryOf } from './composition/conferencing';
import { embeddedMedia, type LazyMedia } from './composition/lazy-media';
import { openSipListeners } from './composition/listeners';
import { attachPersistentChat, provisionedChat } from './composition/persistent-chat';
import { mayParkCalls, provisioningOf } from './composition/provisioning';
import { openStore, type OpenedStore } from './composition/store';
import { attachUcwa } from './composition/ucwa';
import {
  contactCenterAddresses,
  contactCenterConfiguration,
  hasDemoPassword,
  hasDemoPasswords,
  listeningHost,
  loadSecrets,
  type LyncConfiguration,
  type Secrets,
} from './config';
import { Edge } from './edge/edge';
import {
  createHttpHandler,
  GuestCredentialsIssuer,
  securityHeaders,
  StaticFiles,
  type HttpMount,
  type KnownCustomer,
  type SignIn,
} from './http';
import { closeHttp, listenHttp } from './listen';
import { memoryPair, silentLog, SipEndpoint, systemClock, type Clock, type Logger } from './sip';
import type { CallParkSnapshot } from './services/call-park';
import { startContactCenter, type ContactCenter } from './services/contact-center';
import type { Store } from './store';

export {
  ConfigurationError,
  configurationJsonSchema,
  loadConfiguration,
  parseConfiguration,
  type LyncConfiguration,
} from './config';
export { ApplicationEndpoint, ApplicationError, PersistentChatEndpoint } from './application';
export { ServerError } from './listen';

export interface RunningServer {
  /** `http://127.0.0.1:8080/` */
  readonly url: string;
  readonly sipTcpPort: number;
  /** What it does just now; the same as `GET /healthz`. */
  readonly health: () => { readonly ready: boolean } & Record<string, unknown>;
  /** Takes nothing new, lets what is under way finish, and stops. */
  close(): Promise<void>;
}

export interface StartOptions {
  readonly clock?: Clock;
  readonly log?: Logger;
  /** Default: the configured PostgreSQL, or a file in the data directory. The server closes it. */
  readonly store?: Store;
}

/** Starts the whole server in this process. Rejects with `ServerError` (a port in use), `ConfigurationError` or `StoreError`. */
export async function startServer(
  config: LyncConfiguration,
  options: StartOptions = {},
): Promise<RunningServer> {
  const { clock = systemClock, log = silentLog } = options;
  const closers: (() => Promise<void> | void)[] = [];
  try {
    return await start(config, clock, log, options.store, closers);
  } catch (error) {
    for (const close of closers.reverse()) await close();
    throw error;
  }
}

async function start(
  config: LyncConfiguration,
  clock: Clock,
  log: Logger,
  givenStore: Store | undefined,
  closers: (() => Promise<void> | void)[],
): Promise<RunningServer> {
  const secrets = loadSecrets(config);
  await checkAudioFiles(config);
  const httpHost = listeningHost(config, config.http.host);
  const http = await listenHttp(httpHost, config.http.port);
  closers.push(() => closeHttp(http.server));
  const edge = createEdge(config, secrets, clock, log);
  if (hasDemoPasswords(config)) {
    log.warn('demo-passwords', {
      listening: 'on loopback only, as long as demo passwords are in the configuration',
    });
  }
  const opened: OpenedStore = givenStore ? { store: givenStore } : await openStore(config, { clock, log });
  const { store, shared } = opened;
  closers.push(() => store.close());
  const media = embeddedMedia(config, clock, log);
  closers.push(() => media.close());
  const center = await attachContactCenter(config, secrets, { edge, store, media, clock, log });
  closers.push(() => center.close());
  const mayPark = mayParkCalls(config);
  const callPark =
    config.callPark &&
    (await attachCallPark(config.callPark, { edge, store, shared, media, mayPark, clock, log }));
  if (callPark) closers.push(() => callPark.close());
  const chat = await attachPersistentChat(config, { edge, store, shared, center, clock, log });
  if (chat) closers.push(() => chat.close());
  const conferencing = attachConferencing(config, { edge, media, clock, log });
  if (conferencing) closers.push(() => conferencing.close());
  const allowedOrigins = [...config.http.allowedOrigins, ...ownOrigins(http.port)];
  const sip = await openSipListeners(config, { edge, server: http.server, allowedOrigins, clock, log });
  closers.push(() => sip.close());
  const ucwa = attachUcwa(config, { secrets, edge, allowedOrigins, clock, log });
  if (ucwa) closers.push(() => ucwa.close());
  let ready = true;
  const health = (): { ready: boolean } & Record<string, unknown> => ({
    ready,
    domain: config.domain,
    edge: edge.stats,
    ...(callPark && { callPark: parkHealth(callPark.snapshot()) }),
    ...(conferencing && { conferencing: conferencing.snapshot() }),
    ...(chat && { persistentChat: chat.snapshot() }),
    ...(ucwa && { ucwa: ucwa.gateway.snapshot() }),
    media: { rooms: media.opened?.rooms ?? 0, legs: media.opened?.legs ?? 0 },
  });
  http.serve(
    httpHandler({ config, secrets, edge, clock, log, health, allowedOrigins, mount: ucwa?.gateway }),
  );
  return {
    url: `http://${httpHost.includes(':') ? `[${httpHost}]` : httpHost}:${http.port}/`,
    sipTcpPort: sip.tcpPort,
    health,
    async close() {
      if (!ready) return;
      ready = false;
      sip.drain();
      await ucwa?.close();
      // Parked calls ring back while somebody can still be called, which takes a new dialog each.
      await callPark?.drain();
      conferencing?.drain();
      // New work is refused first; then the services end what they have, while there still are connections to say so.
      const drained = edge.drain();
      await center.drain();
      await chat?.drain();
      await conferencing?.close();
      await drained;
      for (const close of closers.reverse()) await close();
    },
  };
}

function createEdge(config: LyncConfiguration, secrets: Secrets, clock: Clock, log: Logger): Edge {
  return new Edge({
    domain: config.domain,
    aliases: ['127.0.0.1', 'localhost', '[::1]', config.http.host, config.sip.tcp.host],
    accounts: configuredAccounts(config),
    auth: {
      algorithm: config.sip.digest,
      guestSecret: secrets.guest,
      nonceSecret: secrets.nonce,
      nonceTtl: config.sip.nonceSeconds,
      flowSecret: secrets.flow,
    },
    provisioning: provisioningOf({
      ...(config.callPark && { callPark: { uri: config.callPark.uri, mayPark: mayParkCalls(config) } }),
      focusFactoryUri: focusFactoryOf(config),
      ...provisionedChat(config),
    }),
    portals: config.guests.portals ?? config.queues.map((queue) => queue.uri),
    limits: {
      ...config.limits,
      guestMessagesPerMinute: config.guests.messagesPerMinute,
      guestSessionSeconds: config.guests.sessionSeconds,
      maxContactsPerUser: config.sip.maxContactsPerUser,
      minRegistrationSeconds: config.sip.minRegistrationSeconds,
      maxRegistrationSeconds: config.sip.maxRegistrationSeconds,
    },
    clock,
    log,
  });
}

async function attachContactCenter(
  config: LyncConfiguration,
  secrets: Secrets,
  {
    edge,
    store,
    media,
    clock,
    log,
  }: { edge: Edge; store: Store; media: LazyMedia; clock: Clock; log: Logger },
): Promise<Pick<ContactCenter, 'observe'> & { drain(): Promise<void>; close(): Promise<void> }> {
  const [ours, theirs] = memoryPair({ log });
  edge.attach(ours, { kind: 'application', addresses: contactCenterAddresses(config) });
  const endpoint = new SipEndpoint({
    connection: theirs,
    contact: `sip:services.${config.domain};transport=tcp`,
    clock,
    log,
    userAgent: 'Lync Widgets',
  });
  const center = startContactCenter({
    endpoint,
    config: contactCenterConfiguration(config, secrets),
    store,
    media: () => media.get(),
    clock,
    log,
  });
  await center.ready;
  return {
    observe: (listener) => center.observe(listener),
    drain: () => center.drain(),
    close: async () => {
      center.close();
      await endpoint.close();
    },
  };
}

/** For the public: how full it is, not who is there. */
function parkHealth({ orbits, free, calls }: CallParkSnapshot): Record<string, number> {
  return { orbits, free, parked: calls.length };
}

function ownOrigins(port: number): string[] {
  return ['127.0.0.1', 'localhost', '[::1]'].map((host) => `http://${host}:${port}`);
}

function httpHandler(parts: {
  config: LyncConfiguration;
  secrets: Secrets;
  edge: Edge;
  clock: Clock;
  log: Logger;
  health: RunningServer['health'];
  allowedOrigins: readonly string[];
  mount: HttpMount | undefined;
}): ReturnType<typeof createHttpHandler> {
  const { config, secrets, edge, clock, log, health, allowedOrigins, mount } = parts;
  return createHttpHandler({
    files: new StaticFiles(config.http.static),
    credentials: new GuestCredentialsIssuer({
      domain: config.domain,
      guestSecret: secrets.guest,
      siteSecret: secrets.site,
      lifetimeSeconds: config.guests.credentialsSeconds,
      renewalSeconds: config.guests.sessionSeconds,
      limit: config.limits.credentials,
      findCustomer: (id) => findCustomer(config, id),
      signIn: () => signIn(config, edge),
      now: () => clock.now(),
    }),
    ...(hasDemoPasswords(config)
      ? { demoCredentials: (name: string) => demoCredentials(config, edge, name) }
      : {}),
    ...(mount && { mount }),
    health,
    allowedOrigins,
    headers: securityHeaders(config.http),
    log,
  });
}

function findCustomer(config: LyncConfiguration, id: string): KnownCustomer | undefined {
  const found = config.demo.customers.find((customer) => customer.id === id);
  if (found === undefined) return undefined;
  const { id: _, ...facts } = found;
  return facts;
}

/** Behind another edge, that one asks for proof. */
function signIn(config: LyncConfiguration, edge: Edge): SignIn {
  return config.upstream ? { server: config.upstream.publicUrl } : { challenge: edge.challenge() };
}

function demoCredentials(
  config: LyncConfiguration,
  edge: Edge,
  name: string,
): Record<string, unknown> | undefined {
  const user = config.users.find((candidate) => candidate.name === name);
  if (user === undefined || !hasDemoPassword(user)) return undefined;
  const { displayName, password } = user;
  return {
    uri: `sip:${name}@${config.domain}`,
    username: name,
    password,
    displayName,
    ...signIn(config, edge),
  };
}
