import { describe, expect, it } from 'vitest';
import { createResponse, type SipRequest } from '../../sip';
import { asserted, guest, request, settled, stage } from './testing/stage';

describe('a node behind another edge', () => {
  it('believes whom the edge says it has proven, and answers over the connection that the Via names', async () => {
    const { application, edge, first: named } = await stage();
    edge.connection.send(request('INVITE', 'sip:sales@contoso.com', [asserted('sip:alice@contoso.com')]));
    await settled();
    const [invite] = application.messages as SipRequest[];
    expect(invite?.headers.get('P-Asserted-Identity')).toContain('sip:alice@contoso.com');
    application.connection.send(createResponse(invite!, 486, { toTag: 't' }));
    await settled();
    expect(named.messages.map((message) => message.kind === 'response' && message.status)).toContain(486);
  });

  it.each([
    ['nobody is asserted', []],
    ['somebody else is', [asserted('sip:bob@contoso.com')]],
    ['nobody of the domain is', [asserted('sip:mallory@contoso.com')]],
  ] as const)('refuses a request when %s', async (_, headers) => {
    const { application, edge, first: named } = await stage();
    edge.connection.send(request('INVITE', 'sip:sales@contoso.com', [...headers]));
    await settled();
    expect(application.messages).toEqual([]);
    expect(named.messages.map((message) => message.kind === 'response' && message.status)).toContain(403);
  });

  it('lets a guest reach what is published, and nothing else', async () => {
    const { application, edge } = await stage();
    const from: [string, string] = ['From', `<sip:${guest}@contoso.com>;tag=a`];
    const identity = asserted(`sip:${guest}@contoso.com`);
    edge.connection.send(request('INVITE', 'sip:park@contoso.com', [from, identity]));
    edge.connection.send(request('INVITE', 'sip:bob@contoso.com', [from, identity]));
    await settled();
    expect(application.messages).toEqual([]);
    edge.connection.send(request('INVITE', 'sip:sales@contoso.com', [from, identity]));
    await settled();
    expect(application.messages).toHaveLength(1);
  });

  it('sends what is for a user to the edge, which has the registrations, but nothing back that came from there', async () => {
    const { application, edge, first: named } = await stage();
    application.connection.send(
      request('MESSAGE', 'sip:bob@contoso.com', [['From', '<sip:sales@contoso.com>;tag=s']]),
    );
    await settled();
    expect(named.messages.map((message) => message.kind === 'request' && message.uri)).toEqual([
      'sip:bob@contoso.com',
    ]);
    named.messages.length = 0;
    edge.connection.send(request('MESSAGE', 'sip:bob@contoso.com', [asserted('sip:alice@contoso.com')]));
    await settled();
    expect(named.messages.map((message) => message.kind === 'response' && message.status)).toEqual([480]);
  });

  it('names its own address in Record-Route, and takes a request of the dialog back by it', async () => {
    const { application, edge } = await stage();
    edge.connection.send(request('INVITE', 'sip:sales@contoso.com', [asserted('sip:alice@contoso.com')]));
    await settled();
    const [invite] = application.messages as SipRequest[];
    const route = invite?.headers.get('Record-Route') ?? '';
    expect(route).toMatch(/^<sip:~[^@]+@10\.0\.0\.1:5070;transport=tcp;lr>$/);
    edge.connection.send(
      request('BYE', 'sip:sales@services.invalid', [
        ['To', '<sip:sales@contoso.com>;tag=t'],
        asserted('sip:alice@contoso.com'),
        ['Route', route],
      ]),
    );
    await settled();
    expect((application.messages[1] as SipRequest).method).toBe('BYE');
  });

  it('answers the edge’s keep-alive, and says when it is going', async () => {
    const { upstream, edge } = await stage();
    const options = (): SipRequest => request('OPTIONS', 'sip:10.0.0.1:5070;transport=tcp');
    edge.connection.send(options());
    await settled();
    upstream.draining = true;
    edge.connection.send(options());
    await settled();
    expect(edge.messages.map((message) => message.kind === 'response' && message.status)).toEqual([200, 503]);
  });

  it('connects again, and tells who asks meanwhile', async () => {
    const { application, clock, edge, opened } = await stage();
    edge.connection.close('gone');
    opened[0]?.connection.close('gone');
    await settled();
    application.connection.send(
      request('MESSAGE', 'sip:bob@contoso.com', [['From', '<sip:sales@contoso.com>;tag=s']]),
    );
    await settled();
    expect(application.messages.map((message) => message.kind === 'response' && message.status)).toEqual([
      503,
    ]);
    clock.advance(1_000);
    await settled();
    expect(opened).toHaveLength(2);
  });
});
