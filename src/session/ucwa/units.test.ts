import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOfStatus, failureOf } from './reasons';
import { buildUcwaResumeToken, readUcwaResumeToken } from './resume';
import { rootOf } from './sign-in';
import { UcwaHttp } from './http';

describe('rootOf', () => {
  it('takes any address of a host to its autodiscovery', () => {
    const root = 'https://lync.contoso.com/Autodiscover/AutodiscoverService.svc/root';
    expect(rootOf('https://lync.contoso.com/ucwa')).toBe(root);
    expect(rootOf('https://lync.contoso.com')).toBe(root);
    expect(rootOf('/ucwa', 'https://lync.contoso.com/shop/')).toBe(root);
  });

  it('leaves an address of autodiscovery as it is', () => {
    const other = 'https://contoso.com/autodiscover/other/root?tenant=1';
    expect(rootOf(other)).toBe(other);
  });
});

describe('failureOf', () => {
  it('says of an invitation what SIP would say', () => {
    const of = (code: string, subcode: string) => failureOf({ code, subcode }, 'invite');
    expect(of('RemoteFailure', 'Declined')).toMatchObject({ code: 'declined', status: 603 });
    expect(of('RemoteFailure', 'Busy')).toMatchObject({ code: 'busy', status: 486 });
    expect(of('NotFound', 'DestinationNotFound')).toMatchObject({ code: 'not-found', status: 404 });
    expect(of('RemoteFailure', 'TemporarilyUnavailable')).toMatchObject({ code: 'no-answer', status: 480 });
    expect(of('RemoteFailure', 'Unreachable')).not.toHaveProperty('status');
  });

  it('gives everything a code and a text, whatever a server says', () => {
    const text = fc.option(fc.string(), { nil: undefined });
    const reason = fc.option(fc.record({ code: fc.string(), subcode: text, message: text }), {
      nil: undefined,
    });
    fc.assert(
      fc.property(reason, fc.constantFrom('invite', 'message'), (given, kind) => {
        const { code, message } = failureOf(given, kind);
        expect(code).toMatch(/^[a-z-]+$/);
        expect(typeof message).toBe('string');
      }),
    );
    fc.assert(fc.property(fc.integer({ min: 300, max: 599 }), (status) => codeOfStatus(status).length > 0));
  });
});

describe('a resume token', () => {
  const client = { endpointId: 'endpoint', server: 'https://contoso.com/root' };

  it('is read as it was written', () => {
    const token = buildUcwaResumeToken(client, { uri: 'sip:guest-1@contoso.com', password: 'x' }, []);
    expect(readUcwaResumeToken(token)).toMatchObject({
      ...client,
      credentials: { uri: 'sip:guest-1@contoso.com' },
      conversations: [],
    });
  });

  it("does not hold a user's password", () => {
    const token = buildUcwaResumeToken(client, { uri: 'sip:alice@contoso.com', password: 'secret' }, []);
    expect(token).not.toContain('secret');
  });

  it('is nothing when it is anything else', () => {
    for (const token of [undefined, '', '{', 'null', '{"version":1,"conversations":[]}'])
      expect(readUcwaResumeToken(token)).toBeUndefined();
    fc.assert(fc.property(fc.json(), (json) => readUcwaResumeToken(json) === undefined));
    const broken = { ...client, version: 1, transport: 'ucwa', conversations: [{ id: 'x' }] };
    expect(readUcwaResumeToken(JSON.stringify(broken))).toBeUndefined();
  });
});

describe('UcwaHttp', () => {
  const answers = (...responses: Response[]) => {
    const asked: [string, RequestInit][] = [];
    const answer: typeof fetch = async (input, init) => {
      asked.push([new Request(input).url, init ?? {}]);
      return responses.shift() ?? new Response(null, { status: 204 });
    };
    return { answer, asked };
  };
  const noToken = () => Promise.reject(new Error('no token'));

  it('follows no link to a place that is less secure', async () => {
    const { answer, asked } = answers();
    const http = new UcwaHttp('https://contoso.com/root', answer, noToken);
    for (const href of ['http://contoso.com/x', 'javascript:1', 'data:,x', 'ftp://contoso.com/'])
      await expect(http.send('GET', href)).rejects.toMatchObject({ code: 'forbidden' });
    expect(asked).toEqual([]);
  });

  it('says why it was refused', async () => {
    const body = JSON.stringify({ code: 'NotFound', subcode: 'ConversationNotFound', message: 'Gone.' });
    const { answer } = answers(new Response(body, { status: 404 }), new Response('<html>', { status: 502 }));
    const http = new UcwaHttp('http://contoso.com/root', answer, noToken);
    await expect(http.send('GET', '/x')).rejects.toMatchObject({
      ...{ code: 'not-found', httpStatus: 404, message: 'NotFound: ConversationNotFound: Gone.' },
      reason: { subcode: 'ConversationNotFound' },
    });
    await expect(http.send('GET', '/x')).rejects.toMatchObject({ code: 'server-error', httpStatus: 502 });
  });

  it('waits as long as a busy server asks it to', async () => {
    const busy = new Response('', { status: 429, headers: { 'Retry-After': '0' } });
    const { answer, asked } = answers(busy);
    await new UcwaHttp('http://contoso.com/root', answer, noToken).send('POST', '/x');
    expect(asked).toHaveLength(2);
  });

  it('shows the token of one server to no other', async () => {
    const asked: string[] = [];
    const servers: typeof fetch = async (input, init) => {
      const { host } = new URL(input instanceof Request ? input.url : input);
      const given = (init?.headers as Record<string, string>).Authorization;
      asked.push(`${host} ${given ?? 'nothing'}`);
      return given === `Bearer of ${host}`
        ? new Response(null, { status: 204 })
        : new Response('', { status: 401, headers: { 'WWW-Authenticate': host } });
    };
    const http = new UcwaHttp('https://a.contoso.com', servers, async (challenge) => `of ${challenge}`);
    for (const href of ['/x', 'https://b.contoso.com/y', '/z', 'https://b.contoso.com/y'])
      await http.send('GET', href);
    expect(asked).toEqual([
      'a.contoso.com nothing',
      'a.contoso.com Bearer of a.contoso.com',
      'b.contoso.com nothing',
      'b.contoso.com Bearer of b.contoso.com',
      'a.contoso.com Bearer of a.contoso.com',
      'b.contoso.com Bearer of b.contoso.com',
    ]);
  });

  it('asks for one token for all who need one, and asks again with it', async () => {
    const refused = () =>
      new Response('', {
        status: 401,
        headers: { 'WWW-Authenticate': 'MsRtcOAuth href="/t",grant_type="password"' },
      });
    const { answer, asked } = answers(refused(), refused());
    const challenges: string[] = [];
    const http = new UcwaHttp('http://contoso.com/root', answer, async (challenge) => {
      challenges.push(challenge);
      return 'good';
    });
    await Promise.all([http.send('GET', '/a'), http.send('GET', '/b')]);
    expect(challenges).toEqual(['MsRtcOAuth href="/t",grant_type="password"']);
    const tokens = asked.map(([, { headers }]) => (headers as Record<string, string>).Authorization);
    expect(tokens).toEqual([undefined, undefined, 'Bearer good', 'Bearer good']);
  });
});
