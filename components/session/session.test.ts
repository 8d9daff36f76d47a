import { expect, fixture, html, waitUntil } from '@open-wc/testing';
import { MockSession } from '../../src/mock';
import type { LyncConversation } from '../conversation';
import { registerConversation } from '../conversation/register';
import { heard } from '../internal/test-support';
import './index';
import { registerSession, type LyncSessionElement } from './index';

registerConversation();

describe('lync-session', () => {
  it('connects the session it is given, and shows its state', async () => {
    const session = new MockSession();
    const changed: string[] = [];
    const element = document.createElement('lync-session');
    element.addEventListener('lync-session-state-changed', ({ previousState, state }) =>
      changed.push(`${previousState}>${state}`),
    );
    expect(element.matches(':state(idle)')).to.equal(true);
    element.session = session;
    document.body.append(element);
    await waitUntil(() => session.isConnected);
    expect(changed).to.deep.equal(['idle>connecting', 'connecting>connected']);
    expect(element.matches(':state(connected)')).to.equal(true);
    session.loseConnection();
    expect(element.matches(':state(lost)')).to.equal(true);
    element.remove();
  });

  it('waits for connect() when it is manual', async () => {
    const session = new MockSession();
    const element = await fixture<LyncSessionElement>(
      html`<lync-session connect="manual" .session=${session}></lync-session>`,
    );
    expect(session.snapshot.state).to.equal('idle');
    await element.connect();
    expect(session.snapshot.state).to.equal('connected');
    await element.disconnect();
    expect(session.snapshot.state).to.equal('idle');
  });

  it('raises lync-error when it cannot connect, and rejects', async () => {
    const session = new MockSession();
    session.failNextConnect('credentials-refused');
    const element = await fixture<LyncSessionElement>(
      html`<lync-session connect="manual" .session=${session}></lync-session>`,
    );
    const error = heard(element, 'lync-error');
    let code = '';
    await element.connect().catch((thrown: { code: string }) => (code = thrown.code));
    expect(code).to.equal('credentials-refused');
    expect((await error).failure.code).to.equal('credentials-refused');
    expect(element.matches(':state(failed)')).to.equal(true);
  });

  it('goes through its servers, says over what it is, and does so again when it is asked again', async () => {
    const element = await fixture<LyncSessionElement>(html`
      <lync-session
        connect="manual"
        server="ws://127.0.0.1:9/sip http://127.0.0.1:9/ucwa"
        .credentials=${{ uri: 'sip:alice@contoso.com', password: 'x' }}
      ></lync-session>
    `);
    const codeOf = async (): Promise<string> => {
      try {
        await element.connect();
        return 'connected';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(await codeOf()).to.equal('connection-failed');
    const first = element.session;
    expect(first?.snapshot.transport).to.equal('ucwa');
    expect(element.matches(':state(failed):state(ucwa)')).to.equal(true);
    expect(await codeOf()).to.equal('connection-failed');
    expect(element.session).not.to.equal(first);
    element.session = new MockSession();
    expect(element.matches(':state(ucwa)')).to.equal(false);
  });

  it('says so when nobody gave it credentials', async () => {
    const element = await fixture<LyncSessionElement>(html`<lync-session connect="manual"></lync-session>`);
    let code = '';
    await element.connect().catch((thrown: { code: string }) => (code = thrown.code));
    expect(code).to.equal('credentials-unavailable');
  });

  it('raises conversations and invitations as events; preventing the invitation prevents the toast', async () => {
    const session = new MockSession({ uri: 'sip:alice@contoso.com' });
    const element = await fixture<LyncSessionElement>(
      html`<lync-session .session=${session}></lync-session>`,
    );
    const added = heard(element, 'lync-conversation-added');
    const invited = heard(element, 'lync-invitation-received');
    element.addEventListener('lync-invitation-received', (event) => event.preventDefault(), { once: true });
    let isToastPrevented = false;
    session.addEventListener('invitation-received', (event) =>
      queueMicrotask(() => (isToastPrevented = event.defaultPrevented)),
    );
    const conversation = session.receiveInvitation({ fromName: 'Jane' });
    expect((await added).conversation).to.equal(conversation);
    expect((await invited).bubbles).to.equal(true);
    await Promise.resolve();
    expect(isToastPrevented).to.equal(true);
    const removed = heard(element, 'lync-conversation-removed');
    await conversation.decline();
    expect((await removed).conversation).to.equal(conversation);
  });

  it('gives its session to elements inside, to those that name its id, and to no others', async () => {
    const session = new MockSession({ uri: 'sip:alice@contoso.com' });
    const place = await fixture<HTMLElement>(html`
      <div>
        <lync-conversation class="far" session="desk"></lync-conversation>
        <lync-conversation class="outside"></lync-conversation>
        <lync-session id="desk" connect="manual"
          ><p><lync-conversation class="inside"></lync-conversation></p
        ></lync-session>
      </div>
    `);
    const get = (name: string): LyncConversation => place.querySelector<LyncConversation>(`.${name}`)!;
    place.querySelector('lync-session')!.session = session;
    expect(get('inside').session).to.equal(session);
    expect(get('far').session).to.equal(session);
    expect(get('outside').session).to.equal(undefined);
    place.querySelector('lync-session')!.append(get('outside'));
    expect(get('outside').session).to.equal(session);
    place.append(get('inside'));
    expect(get('inside').session).to.equal(undefined);
  });

  it('survives a move in the document, and passes the registry to the session', async () => {
    const session = new MockSession({ uri: 'sip:alice@contoso.com' });
    const element = await fixture<LyncSessionElement>(
      html`<lync-session .session=${session}></lync-session>`,
    );
    await waitUntil(() => session.isConnected);
    const elsewhere = await fixture<HTMLElement>(html`<div></div>`);
    elsewhere.append(element);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(session.isConnected).to.equal(true);
    element.contextApplications = [{ id: '7a3f9a51-66a5-4c3c-9d53-0c5d1f2f8a11', name: 'Card' }];
    element.trustedApplications = ['sip:cc@contoso.com'];
    await element.updateComplete;
    expect(session.contextApplications[0]!.name).to.equal('Card');
    expect(session.trustedApplications).to.deep.equal(['sip:cc@contoso.com']);
  });

  it('keeps a copy under another prefix apart', async () => {
    registerSession('tenant');
    registerConversation('tenant');
    registerSession('tenant');
    const session = new MockSession();
    const place = await fixture<HTMLElement>(html`<div></div>`);
    const outer = document.createElement('tenant-session') as LyncSessionElement;
    outer.session = session;
    const inner = document.createElement('tenant-conversation') as LyncConversation;
    const stranger = document.createElement('lync-conversation');
    outer.append(inner, stranger);
    place.append(outer);
    expect(inner.session).to.equal(session);
    expect(stranger.session).to.equal(undefined);
  });
});
