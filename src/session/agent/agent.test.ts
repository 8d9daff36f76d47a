import { afterEach, describe, expect, it } from 'vitest';
import { parsePidf } from '../../protocol/presence';
import type { AgentStateSnapshot } from '../contract';
import type { RawMessage } from '../testing/raw-sip';
import type { ScriptedConnection, ScriptedServer } from '../testing/scripted-server';
import { OpenSessions } from '../testing/open-sessions';
import { ALICE, once } from '../testing/session-fixture';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const state: AgentStateSnapshot = {
  state: 'ready',
  readiness: 'ready',
  active: 0,
  capacity: 3,
  missedOffers: 0,
  skills: ['sales'],
  roles: ['basic'],
  queues: [{ uri: 'sip:sales@contoso.com', name: 'Sales', waiting: 2 }],
};

function notify(connection: ScriptedConnection, subscribe: RawMessage, body: string): void {
  connection.respond(subscribe, 200, 'OK', { headers: ['Expires: 600', 'Contact: <sip:cc@peer.invalid>'] });
  const dialog = {
    callId: subscribe.get('call-id'),
    local: `${subscribe.get('to')};tag=server-${subscribe.get('call-id')}`,
    remote: subscribe.get('from'),
    target: /<([^>]+)>/.exec(subscribe.get('contact'))![1]!,
    cseq: 1,
  };
  const headers = ['Event: vnd.lync-widgets.agent', 'Subscription-State: active;expires=600'];
  connection.send(dialog, 'NOTIFY', {
    headers,
    contentType: 'application/vnd.lync-widgets.agent+json',
    body,
  });
}

function centre(server: ScriptedServer): void {
  server.on('SUBSCRIBE', (request, connection) => notify(connection, request, JSON.stringify(state)));
}

describe('the agent', () => {
  it('subscribes to what the contact centre knows of it, again after a loss', async () => {
    const { server, session } = sessions.create({ credentials: ALICE });
    centre(server);
    const changed = once(session, 'agent-state-changed');
    await session.connect();
    await changed;
    expect(session.snapshot.agent).toEqual(state);
    const [subscribe] = server.connection.requests('SUBSCRIBE');
    expect([subscribe!.uri, subscribe!.get('event')]).toEqual([
      'sip:contact-center@contoso.com',
      'vnd.lync-widgets.agent',
    ]);
    const again = once(session, 'agent-state-changed');
    server.connection.socket.close();
    await again;
    expect(server.connections).toHaveLength(2);
  });

  it('is silently none where the contact centre says so, and a guest does not ask', async () => {
    const { connection, session } = await sessions.connect({ credentials: ALICE });
    const errors: Event[] = [];
    session.addEventListener('error', (event) => errors.push(event));
    await connection.request('SUBSCRIBE');
    await once(session, 'agent-state-changed');
    expect(session.snapshot.agent).toBeUndefined();
    expect(errors).toHaveLength(0);
    const guest = await sessions.connect();
    await guest.session.disconnect();
    expect(guest.connection.requests('SUBSCRIBE')).toHaveLength(0);
  });

  it('reports a state that cannot be read and keeps the last', async () => {
    const { server, session } = sessions.create({ credentials: ALICE });
    server.on('SUBSCRIBE', (request, connection) => notify(connection, request, '{"state":"asleep"}'));
    const failed = once(session, 'error');
    await session.connect();
    expect(await failed).toMatchObject({ failure: { code: 'server-error' } });
  });

  it('publishes presence, with the tag of the last answer, over a reconnect', async () => {
    const { connection, server, session } = await sessions.connect({ credentials: ALICE, agent: false });
    server.on('PUBLISH', (request, current) =>
      current.respond(request, 200, 'OK', { headers: ['SIP-ETag: tag1', 'Expires: 600'] }),
    );
    await session.publishPresence('be-right-back', 'coffee');
    const [publish] = connection.requests('PUBLISH');
    expect([publish!.uri, publish!.get('event'), publish!.get('sip-if-match')]).toEqual([
      ALICE.uri,
      'presence',
      '',
    ]);
    expect(parsePidf(publish!.body)).toMatchObject({ availability: 'be-right-back', note: 'coffee' });
    expect(session.snapshot.presence).toEqual({ availability: 'be-right-back', note: 'coffee' });
    server.on('PUBLISH', (request, current) =>
      request.get('sip-if-match')
        ? current.respond(request, 412, 'Conditional Request Failed')
        : current.respond(request, 200, 'OK'),
    );
    const next = server.nextConnection();
    connection.socket.close();
    const second = await next;
    await second.waitFor((message) => message.method === 'PUBLISH' && !message.get('sip-if-match'));
    const sent = second.requests('PUBLISH');
    expect(sent.map((message) => message.get('sip-if-match'))).toEqual(['tag1', '']);
    expect(parsePidf(sent[1]!.body).availability).toBe('be-right-back');
  });

  it('sends commands to the contact centre, and tells its refusal', async () => {
    const { connection, server, session } = await sessions.connect({ credentials: ALICE, agent: false });
    await session.setAgentState({ readiness: 'not-ready', reason: 'lunch' });
    const [publish] = connection.requests('PUBLISH');
    expect([publish!.uri, publish!.get('event'), publish!.body]).toEqual([
      'sip:contact-center@contoso.com',
      'vnd.lync-widgets.agent',
      '{"readiness":"not-ready","reason":"lunch"}',
    ]);
    server.on('PUBLISH', (request) => connection.respond(request, 403, 'Forbidden'));
    await expect(session.setAgentState({ wrapUp: 'end' })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('cannot publish without a connection', async () => {
    const { session } = sessions.create({ credentials: ALICE });
    await expect(session.publishPresence('online')).rejects.toMatchObject({ code: 'invalid-state' });
    expect(session.snapshot.presence.availability).toBe('offline');
  });
});
