import { describe, expect, it } from 'vitest';
import { heard, setStage, until } from './support/stage';
import { sipeIsMissing } from './support/sipe-available';

describe.skipIf(sipeIsMissing)('SIPE as an agent', () => {
  it('is offered a visitor’s chat, and the two talk until the visitor ends', async () => {
    const { sipe, visitor, complaints } = await setStage();
    const alice = await sipe('alice');
    const jane = await visitor();
    const chat = jane.startConversation('sip:sales@contoso.com', {
      firstMessage: 'Is the sofa in stock?',
      context: { contact: { name: 'Jane Doe' } },
    });
    const { from, msg } = await alice.next('im');
    console.log(from, msg);
    await until(chat, ({ snapshot }) => snapshot.queue?.state === 'connected');
    await alice.im(String(from), 'Yes, it is');
    await until(chat, () => heard(chat).length > 0);
    expect(heard(chat)).toEqual(['Yes, it is']);
    expect((await chat.messaging.send('Great & thanks')).delivery).toBe('delivered');
    console.log(await alice.message(String(from)));
    await alice.command('typing', String(from));
    await until(chat, ({ snapshot }) => snapshot.participants[0]?.isTyping === true);
    chat.messaging.notifyTyping();
    await alice.next('typing');
    console.log(JSON.stringify(chat.snapshot, null, 1));
    await chat.terminate();
    await alice.tap.until('client', (message) => message.kind === 'response' && message.cseq()?.method === 'BYE');
    console.log(alice.tap.toString(), complaints);
    console.log(alice.events.map((e) => JSON.stringify(e)).join('\n'));
  });

  it('is not offered a chat while busy', async () => {
    const { sipe, visitor } = await setStage();
    const alice = await sipe('alice');
    await alice.command('status', 'busy');
    await alice.tap.answered('client', 'SERVICE');
    const chat = (await visitor()).startConversation('sip:sales@contoso.com', { firstMessage: 'Hello?' });
    await until(chat, ({ snapshot }) => snapshot.queue?.state === 'queued');
    console.log(alice.tap.toString(), JSON.stringify(chat.snapshot.queue));
    expect(alice.tap.requests('server', 'INVITE')).toEqual([]);
    await alice.command('status', 'available');
    await alice.next('im');
    await until(chat, ({ snapshot }) => snapshot.queue?.state === 'connected');
  });
  it('ends the chat', async () => {
    const { sipe, visitor } = await setStage();
    const alice = await sipe('alice');
    const chat = (await visitor()).startConversation('sip:sales@contoso.com', { firstMessage: 'Hello?' });
    const { from } = await alice.next('im');
    await until(chat, ({ snapshot }) => snapshot.queue?.state === 'connected');
    await alice.command('closeim', String(from));
    await until(chat, ({ snapshot }) => snapshot.state === 'terminated');
    console.log(JSON.stringify(chat.snapshot, null, 1));
  });
});
