import { expect, it } from 'vitest';
import type { ConversationContract, InvitationReceivedEvent, SessionContract } from '../../contract';
import { once, until } from '../session-fixture';
import { bodies, inState, ring, untilState, type SessionWorld } from './world';

const SALES = 'sip:sales@contoso.com';

export function queueCases(world: () => SessionWorld): void {
  it('takes a visitor to an agent', async () => {
    const agent = world().peer('alice');
    const visitor = world().guest();
    await visitor.connect();
    const call = visitor.startConversation(SALES, {
      subject: 'Order 1234',
      firstMessage: 'Is this in stock?',
      context: { contact: { name: 'Jane' }, page: { url: 'https://shop.example/p/1' } },
    });
    await until(call, ({ snapshot }) => snapshot.queue?.state === 'queued');
    expect(call.snapshot.queue).toMatchObject({ position: 1, queueName: 'Sales' });
    await until(call, ({ snapshot }) => snapshot.messages.some(({ notice }) => notice === 'welcome'));
    const invited = once<InvitationReceivedEvent>(agent, 'invitation-received');
    await agent.connect();
    await agent.publishPresence('online');
    const { conversation } = await invited;
    expect(conversation.snapshot).toMatchObject({
      subject: 'Order 1234',
      invitation: { toast: 'Is this in stock?' },
    });
    await conversation.accept();
    await until(call, ({ snapshot }) => snapshot.queue?.agentName === 'Alice');
    expect(call.snapshot).toMatchObject({
      queue: { state: 'connected' },
      participants: [{ displayName: 'Alice' }],
    });
    await until(conversation, (each) => bodies(each, 'incoming').includes('Is this in stock?'));
    await conversation.messaging.send('It is.');
    await until(call, (each) => bodies(each, 'incoming').length > 0);
    expect(bodies(call, 'incoming')).toEqual(['It is.']);
    // What the queue says is no person's, and is said in one way only.
    const notices = call.snapshot.messages.filter(({ kind }) => kind === 'notice');
    expect(notices.map(({ notice }) => notice)).not.toContain('queue-status');
    await call.terminate();
    await until(conversation, inState('terminated'));
  });

  it('does not let a visitor call people', async () => {
    const visitor = world().guest();
    await visitor.connect();
    const call = visitor.startConversation('sip:alice@contoso.com', { firstMessage: 'Hello' });
    await until(call, inState('terminated'));
    expect(call.snapshot).toMatchObject({ endReason: 'forbidden', failure: { status: 403 } });
    expect(call.snapshot.messages[0]).toMatchObject({ delivery: 'failed' });
  });
}

export function recoveryCases(world: () => SessionWorld): void {
  /** A visitor and an agent: who connects the two keeps what is written while the visitor is away. */
  const conversing = async (): Promise<{
    session: SessionContract;
    ours: ConversationContract;
    theirs: ConversationContract;
  }> => {
    const [session, peer] = [world().guest(), world().peer('alice')];
    await Promise.all([session.connect(), peer.connect()]);
    await peer.publishPresence('online');
    const { asked, call } = await ring(session, peer, SALES, { firstMessage: 'zero' });
    await asked.accept();
    await until(call, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    await until(asked, (each) => bodies(each, 'incoming').length > 0);
    await until(call, ({ snapshot }) => snapshot.queue?.state === 'connected');
    return { session, ours: call, theirs: asked };
  };

  it('comes back by itself, and loses and repeats nothing', async () => {
    const { ours, session, theirs } = await conversing();
    const restore = world().cut();
    await untilState(session, 'lost');
    expect(ours.snapshot.state).toBe('recovering');
    expect(ours.canInvoke('send-message')).toBe(true);
    const sent = ['one', 'two', 'three'].map((text) => ours.messaging.send(text));
    const received = theirs.messaging.send('meanwhile');
    const own = ours.snapshot.messages.filter(({ direction }) => direction === 'outgoing');
    expect(own.slice(1).map(({ delivery }) => delivery)).toEqual(sent.map(() => 'queued'));
    restore();
    await untilState(session, 'connected');
    await Promise.all([...sent, received]);
    await until(ours, (each) => bodies(each, 'incoming').length > 0);
    expect(ours.snapshot.state).toBe('established');
    expect(bodies(theirs, 'incoming')).toEqual(['zero', 'one', 'two', 'three']);
    expect(bodies(ours, 'incoming')).toEqual(['meanwhile']);
    expect(session.conversations).toHaveLength(1);
  });

  it('does so again and again, in the middle of writing', async () => {
    const { ours, session, theirs } = await conversing();
    const sent: Promise<unknown>[] = [];
    for (let round = 0; round < 3; round++) {
      for (let index = 0; index < 4; index++)
        sent.push(ours.messaging.send(`${round}.${index}`), theirs.messaging.send(`${round}.${index}`));
      const lost = untilState(session, 'lost');
      const restore = world().cut();
      await lost;
      restore();
      await untilState(session, 'connected');
    }
    await Promise.all(sent);
    await until(ours, (each) => bodies(each, 'incoming').length >= 12);
    const all = [0, 1, 2].flatMap((round) => [0, 1, 2, 3].map((index) => `${round}.${index}`));
    expect(bodies(theirs, 'incoming')).toEqual(['zero', ...all]);
    expect(bodies(ours, 'incoming')).toEqual(all);
  });

  it('hears what was decided while it was away', async () => {
    const { ours, session, theirs } = await conversing();
    const restore = world().cut();
    await untilState(session, 'lost');
    await theirs.terminate();
    restore();
    await until(ours, inState('terminated'));
    expect(ours.snapshot.endReason).toMatch(/^(terminated-remotely|recovery-failed|not-found|unreachable)$/);
  });
}
