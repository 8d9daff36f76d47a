import { expect } from 'vitest';
import {
  buildParkRequest,
  callParkContentType,
  parseParkResponse,
  type ParkResponse,
} from '../../../protocol/call-park';
import { sdpContentType } from '../../../protocol/sdp-message';
import type { TestClient } from '../../edge/testing/client';
import type { TestPeer } from '../../media/testing/peer';
import type { SipRequest, SipResponse } from '../../sip';

const within = (message: SipRequest | SipResponse, name: string): string => message.headers.get(name) ?? '';
export const uriIn = (message: SipRequest | SipResponse, name = 'Contact'): string =>
  /<([^>]*)>/.exec(within(message, name))?.[1] ?? '';
const tagIn = (value: string): string => /;tag=([^;]+)/.exec(value)?.[1] ?? '';

/** One side of a call, of a client of a real edge, with media of its own. */
export class TestLine {
  private constructor(
    readonly client: TestClient,
    readonly peer: TestPeer,
    /** What requests in the dialog carry. */
    readonly headers: Readonly<Record<string, string>>,
    readonly target: string,
    /** The message that made the dialog: the other side's INVITE, or its 200. */
    readonly opening: SipRequest | SipResponse,
  ) {}

  /** Calls; the answer must be 200. */
  static async call(
    client: TestClient,
    uri: string,
    peer: TestPeer,
    headers: Record<string, string> = {},
  ): Promise<TestLine> {
    const invite = client.request(
      'INVITE',
      uri,
      { Contact: `<${client.contact}>`, 'Content-Type': sdpContentType, ...headers },
      await peer.offer(),
    );
    const ok = await client.ask(invite);
    expect(ok.status).toBe(200);
    await peer.accept(ok.body.toString('utf8'));
    return TestLine.#calling(client, peer, ok);
  }

  static #calling(client: TestClient, peer: TestPeer, ok: SipResponse): TestLine {
    const headers = {
      Route: within(ok, 'Record-Route'),
      From: within(ok, 'From'),
      To: within(ok, 'To'),
      'Call-ID': within(ok, 'Call-ID'),
      Contact: `<${client.contact}>`,
    };
    const target = uriIn(ok);
    client.send(client.request('ACK', target, { ...headers, CSeq: `${ok.cseq()!.number} ACK` }));
    return new TestLine(client, peer, headers, target, ok);
  }

  /** Answers the next call. */
  static async answer(client: TestClient, peer: TestPeer): Promise<TestLine> {
    const invite = await client.incoming('INVITE');
    const sdp = await peer.answer(invite.body.toString('utf8'));
    client.answer(invite, 200, { Contact: `<${client.contact}>`, 'Content-Type': sdpContentType }, sdp);
    await client.incoming('ACK');
    const headers = {
      Route: within(invite, 'Record-Route'),
      From: `${within(invite, 'To')};tag=${client.contact.slice(4, client.contact.indexOf('@'))}`,
      To: within(invite, 'From'),
      'Call-ID': within(invite, 'Call-ID'),
      Contact: `<${client.contact}>`,
    };
    return new TestLine(client, peer, headers, uriIn(invite), invite);
  }

  /** Address of record of the other side. */
  get remoteUri(): string {
    return /<([^>]*)>/.exec(this.headers.To!)?.[1] ?? '';
  }

  ask(method: string, headers: Record<string, string> = {}, body = ''): Promise<SipResponse> {
    return this.client.ask(this.client.request(method, this.target, { ...this.headers, ...headers }, body));
  }

  /** A `Replaces` for the other side. */
  get replaces(): string {
    const { From, To, 'Call-ID': callId } = this.headers;
    return `${callId};to-tag=${tagIn(To!)};from-tag=${tagIn(From!)}`;
  }

  /** The text of an INVITE of `parker` that asks call park for this call. */
  parkInvite(parker = this.client, headers: Record<string, string> = {}): string {
    const { From, To, 'Call-ID': callId } = this.headers;
    return parker.request(
      'INVITE',
      'sip:park@contoso.com',
      { Contact: `<${parker.contact}>`, 'Content-Type': callParkContentType, ...headers },
      buildParkRequest({
        requestId: '1',
        target: this.remoteUri,
        callId: callId!,
        fromTag: tagIn(From!),
        toTag: tagIn(To!),
      }),
    );
  }

  /** Parks it; the control dialog stays. */
  async park(): Promise<ParkResponse> {
    const ok = await this.client.ask(this.parkInvite());
    expect(ok.status).toBe(200);
    TestLine.#calling(this.client, this.peer, ok);
    return parseParkResponse(ok.body.toString('utf8'));
  }

  /** Does what a REFER in this dialog asks, with `peer`; the new line. */
  async follow(peer: TestPeer, headers: Record<string, string> = {}): Promise<TestLine> {
    const refer = await this.client.incoming('REFER');
    this.client.answer(refer, 202, { Contact: `<${this.client.contact}>` });
    const [, uri = '', replaces] =
      /^<([^?>]*)(?:\?Replaces=([^&>]*))?>/.exec(within(refer, 'Refer-To')) ?? [];
    const line = await TestLine.call(this.client, uri, peer, {
      'Referred-By': within(refer, 'Referred-By'),
      ...(replaces !== undefined && { Replaces: decodeURIComponent(replaces), Require: 'replaces' }),
      ...headers,
    });
    const told = await this.ask(
      'NOTIFY',
      {
        Event: 'refer',
        'Subscription-State': 'terminated;reason=noresource',
        'Content-Type': 'message/sipfrag',
      },
      'SIP/2.0 200 OK\r\n',
    );
    expect(told.status).toBe(200);
    return line;
  }
}
