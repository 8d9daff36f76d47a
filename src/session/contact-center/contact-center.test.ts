import { afterEach, describe, expect, it } from 'vitest';
import { buildContactTeam, contactTeamContentType, type ContactTeam } from '../../protocol/contact-team';
import { buildSupervision, supervisionContentType } from '../../protocol/supervision';
import type { ContactMember, SupervisionOverview } from '../contract';
import { OpenSessions } from '../testing/open-sessions';
import type { RawMessage } from '../testing/raw-sip';
import type { ScriptedConnection, ScriptedServer, ServerDialog } from '../testing/scripted-server';
import { ALICE, once, until } from '../testing/session-fixture';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const contact = 'sip:contact-7f3a@contoso.com';
const overview: SupervisionOverview = { agents: [], queues: [], contacts: [] };
const team: ContactTeam = {
  members: [{ uri: ALICE.uri, displayName: 'Alice', role: 'agent', state: 'connected' }],
  colleagues: [{ uri: 'sip:bob@contoso.com', displayName: 'Bob', state: 'ready' }],
};

/** Grants every subscription and tells the state that belongs to it. */
function centre(server: ScriptedServer, body: (event: string) => string): void {
  server.on('SUBSCRIBE', (request, connection) => {
    connection.respond(request, 200, 'OK', { headers: ['Expires: 600', 'Contact: <sip:cc@peer.invalid>'] });
    notify(connection, request, body(request.get('event')));
  });
}

const dialogs = new Map<string, ServerDialog>();

function notify(connection: ScriptedConnection, subscribe: RawMessage, body: string): void {
  const dialog = dialogs.get(subscribe.get('call-id')) ?? {
    callId: subscribe.get('call-id'),
    local: `${subscribe.get('to')};tag=server-${subscribe.get('call-id')}`,
    remote: subscribe.get('from'),
    target: /<([^>]+)>/.exec(subscribe.get('contact'))![1]!,
    cseq: 1,
  };
  dialogs.set(dialog.callId, dialog);
  const event = subscribe.get('event');
  connection.send(dialog, 'NOTIFY', {
    headers: [`Event: ${event}`, 'Subscription-State: active;expires=600'],
    contentType: event.endsWith('supervision') ? supervisionContentType : contactTeamContentType,
    body,
  });
}

const told = <T>(watch: (listener: (...state: T[]) => void) => () => void): Promise<T[]> =>
  new Promise((resolve) => watch((...state) => resolve(state)));

describe('the contact centre of a session', () => {
  it('watches the centre, once for all who listen, again after a loss, until nobody does', async () => {
    const { server, session } = sessions.create({ credentials: ALICE, agent: false });
    centre(server, () => buildSupervision(overview));
    await session.connect();
    const center = await session.loadContactCenter();
    const seen: unknown[] = [];
    let next = (): void => undefined;
    const stop = center.watch((state) => {
      seen.push(state);
      next();
    });
    expect(await told((listener) => center.watch(listener))).toEqual([overview, undefined]);
    const { connection } = server;
    const [subscribe, second] = connection.requests('SUBSCRIBE');
    expect([subscribe?.uri, subscribe?.get('event'), second]).toEqual([
      'sip:contact-center@contoso.com',
      'vnd.lync-widgets.supervision',
      undefined,
    ]);
    const again = new Promise<void>((resolve) => (next = resolve));
    connection.socket.close();
    await again;
    expect(seen).toEqual([overview, overview]);
    stop();
  });

  it('can be watched before it is known who signs in', async () => {
    const credentials = () => Promise.resolve(ALICE);
    const { server, session } = sessions.create({ credentials, agent: false });
    centre(server, () => buildSupervision(overview));
    const center = await session.loadContactCenter();
    const state = told((listener) => center.watch(listener));
    await session.connect();
    expect(await state).toEqual([overview, undefined]);
    expect(server.connection.requests('SUBSCRIBE')[0]?.uri).toBe('sip:contact-center@contoso.com');
  });

  it('says so to somebody who is no supervisor', async () => {
    const { server, session } = sessions.create({ credentials: ALICE, agent: false });
    server.on('SUBSCRIBE', (request, connection) => connection.respond(request, 403, 'Forbidden'));
    await session.connect();
    const center = await session.loadContactCenter();
    const [state, failure] = await told<unknown>((listener) => center.watch(listener));
    expect([state, failure]).toEqual([
      undefined,
      expect.objectContaining({ code: 'forbidden', status: 403 }),
    ]);
  });

  it('reports what cannot be read, and keeps the last', async () => {
    const { server, session } = sessions.create({ credentials: ALICE, agent: false });
    centre(server, () => '{"agents":"many"}');
    await session.connect();
    const failed = once(session, 'error');
    const center = await session.loadContactCenter();
    center.watch(() => expect.fail('nothing can be told'));
    expect(await failed).toMatchObject({ failure: { code: 'server-error' } });
  });

  it('watches who has a contact', async () => {
    const { server, session } = sessions.create({ credentials: ALICE, agent: false });
    let now = team;
    centre(server, () => buildContactTeam(now));
    await session.connect();
    const center = await session.loadContactCenter();
    const first = await told((listener) => {
      const stop = center.watchContact(contact, (state) => {
        listener(state);
        stop();
      });
      return stop;
    });
    expect(first).toEqual([team]);
    expect(server.connection.requests('SUBSCRIBE')[0]?.uri).toBe(contact);
    // Who is told of nobody is not with the contact.
    now = { members: [], colleagues: [] };
    expect(await told((listener) => center.watchContact(contact, listener))).toEqual([undefined]);
  });

  it('sends commands to the contact, and tells why one is refused', async () => {
    const { connection, server, session } = await sessions.connect({ credentials: ALICE, agent: false });
    const center = await session.loadContactCenter();
    await center.invite(contact, 'sip:bob@contoso.com', { handOver: true });
    await center.remove(contact, 'sip:bob@contoso.com');
    await center.supervise(contact, 'whisper');
    const sent = connection.requests('PUBLISH');
    expect(sent.map(({ body, uri }) => [uri, JSON.parse(body) as unknown])).toEqual([
      [contact, { invite: 'sip:bob@contoso.com', handOver: true }],
      [contact, { remove: 'sip:bob@contoso.com' }],
      [contact, { supervise: 'whisper' }],
    ]);
    expect(sent[0]?.get('event')).toBe('vnd.lync-widgets.contact');
    server.on('PUBLISH', (request, current) => current.respond(request, 486, 'Busy Here'));
    await expect(center.invite(contact, 'sip:bob@contoso.com')).rejects.toMatchObject({ code: 'busy' });
    await expect(center.invite(contact, 'x'.repeat(600))).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('needs a connection for a command', async () => {
    const { session } = sessions.create({ credentials: ALICE });
    const center = await session.loadContactCenter();
    await expect(center.supervise(contact, 'barge')).rejects.toMatchObject({ code: 'invalid-state' });
  });

  it('listens in with a conversation that bears the name of the customer', async () => {
    const { connection, session } = await sessions.connect({ credentials: ALICE, agent: false });
    const center = await session.loadContactCenter();
    const conversation = center.listen({
      uri: contact,
      audio: false,
      customerName: 'Jane',
      subject: 'A lamp',
    });
    const invite = await connection.request('INVITE');
    expect([invite.uri, invite.get('subject'), invite.body.includes('m=message')]).toEqual([
      contact,
      'A lamp',
      true,
    ]);
    expect(conversation.snapshot.participants).toMatchObject([{ uri: contact, displayName: 'Jane' }]);
  });

  it('lets who listens in do what their part is, as the centre tells it', async () => {
    const { server, session } = sessions.create({ credentials: ALICE, agent: false });
    let subscription: RawMessage | undefined;
    server.on('SUBSCRIBE', (request, connection) => {
      subscription = request;
      connection.respond(request, 200, 'OK', {
        headers: ['Expires: 600', 'Contact: <sip:cc@peer.invalid>'],
      });
    });
    await session.connect();
    const center = await session.loadContactCenter();
    const conversation = center.listen({ uri: contact, audio: false });
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    expect(conversation.snapshot.supervision).toBe('monitor');
    expect(conversation.snapshot.actions).toEqual(['terminate']);
    await expect(conversation.messaging.send('Too early')).rejects.toMatchObject({ code: 'invalid-state' });
    const tell = async (own: Partial<ContactMember>): Promise<readonly string[]> => {
      const now: ContactTeam = {
        ...team,
        members: [{ uri: ALICE.uri, displayName: 'Alice', role: 'supervisor', state: 'connected', ...own }],
      };
      const changed = once(conversation, 'action-availability-changed');
      notify(server.connection, subscription!, buildContactTeam(now));
      await changed;
      return conversation.snapshot.actions;
    };
    expect(await tell({ mode: 'whisper' })).toEqual(['send-message', 'send-typing', 'terminate']);
    expect(conversation.snapshot.supervision).toBe('whisper');
    expect(await tell({ mode: 'monitor' })).toEqual(['terminate']);
    // A page that is loaded again listens to nobody.
    expect(session.resumeToken).not.toContain(conversation.id);
    expect(await tell({ role: 'agent' })).toContain('share-context');
    expect(session.resumeToken).toContain(conversation.id);
    expect(conversation.snapshot.supervision).toBeUndefined();
  });
});
