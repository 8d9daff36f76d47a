import { expect } from 'vitest';
import { buildMessageOffer } from '../../../protocol/sdp-message';
import { parseXccos, type XccosPrimitive } from '../../../protocol/xccos';
import type { TestClient } from '../../edge/testing/client';
import type { SipRequest, SipResponse } from '../../sip';
import { address, roomUri } from './chat-world';

/** A session whose every INFO is written by hand. */
export class RawSession {
  #cseq = 100;
  #envid = 1000;

  private constructor(
    readonly client: TestClient,
    readonly ok: SipResponse,
    private readonly dialog: Record<string, string>,
    private readonly target: string,
  ) {}

  static async invite(
    client: TestClient,
    uri = address('rooms'),
    headers: Record<string, string> = {},
    body = buildMessageOffer(['text/plain']),
  ): Promise<SipResponse | RawSession> {
    const invite = client.request(
      'INVITE',
      uri,
      { Contact: `<${client.contact}>`, 'Content-Type': 'application/sdp', ...headers },
      body,
    );
    client.send(invite);
    const ok = await client.answerTo(invite);
    if (ok.status !== 200) return ok;
    const get = (name: string): string => ok.headers.get(name) ?? '';
    const route = ok.headers.list('Record-Route').reverse().join(', ');
    const dialog: Record<string, string> = {
      ...(route && { Route: route }),
      ...{ 'Call-ID': get('Call-ID'), From: get('From'), To: get('To') },
    };
    const target = /<([^>]+)>/.exec(get('Contact'))?.[1] ?? '';
    client.send(client.request('ACK', target, { ...dialog, CSeq: `${ok.cseq()?.number} ACK` }));
    return new RawSession(client, ok, dialog, target);
  }

  static async open(client: TestClient, headers: Record<string, string> = {}): Promise<RawSession> {
    const session = await RawSession.invite(client, undefined, headers);
    expect(session).toBeInstanceOf(RawSession);
    return session as RawSession;
  }

  send(method: string, body = '', type = 'text/plain', headers: Record<string, string> = {}): string {
    const text = this.client.request(
      method,
      this.target,
      { ...this.dialog, CSeq: `${++this.#cseq} ${method}`, 'Content-Type': type, ...headers },
      body,
    );
    this.client.send(text);
    return text;
  }

  async request(...parameters: Parameters<RawSession['send']>): Promise<SipResponse> {
    return this.client.answerTo(this.send(...parameters));
  }

  info(inner: string, headers?: Record<string, string>): Promise<SipResponse> {
    const body = `<xccos ver="1" envid="${++this.#envid}" xmlns="urn:parlano:xml:ns:xccos">${inner}</xccos>`;
    return this.request('INFO', body, 'text/plain', headers);
  }

  post(room: string, text: string, more = '', author = this.client.user.uri): Promise<SipResponse> {
    return this.info(
      `<grpchat id="grpchat" seqid="1" chanUri="${roomUri(room)}" author="${author}" ts="2026-01-01T00:00:00Z" ${more}><chat>${text}</chat></grpchat>`,
    );
  }

  /** The next INFO of the server, answered. */
  async told(status = 200): Promise<readonly XccosPrimitive[]> {
    const info = await this.hears();
    this.client.answer(info, status);
    return parseXccos(info.body.toString('utf8')).primitives;
  }

  hears(): Promise<SipRequest> {
    return this.client.incoming('INFO');
  }

  async join(room: string): Promise<void> {
    await this.info(
      `<cmd id="cmd:join" seqid="1"><data><chanid key="0" domain="contoso.com" value="${room}"/></data></cmd>`,
    );
    expect(await this.told()).toMatchObject([{ kind: 'rpl', name: 'join', code: 200 }]);
  }
}
