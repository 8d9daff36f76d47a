import { expect, oneEvent } from '@open-wc/testing';
import { connect, ContextApplicationError } from '../context-application/index';
import { find, nextEvent, nextReport, ORDERS, panelText, stage, type Stage } from './testing/setup';

const folder = '/components/context-pane/testing/';
/** The same server under its other name is another origin. */
const other = `http://localhost:${location.port}`;
const application = `${other}${folder}application.html?origins=${encodeURIComponent(location.origin)}`;

async function stageFrame(url: string): Promise<Stage> {
  return stage([{ id: ORDERS, name: 'Orders & more', url, size: 'medium' }]);
}

describe('lync-context-pane: applications in a frame', () => {
  it('hands one channel over to the registered origin, and everything goes through it', async () => {
    const { conversation, pane } = await stageFrame(
      `${application}&id=%AppId%&name=%AppName%&data=%AppData%`,
    );
    pane.dir = 'rtl';
    const channel = conversation.openContextChannel({ applicationId: ORDERS, initialContext: 'a=1&b="<x>"' });
    channel.receiveData('text/x-early', 'before it had loaded');
    const connected = await nextReport(channel);
    expect(connected.what).to.equal('connected');
    expect(connected.initialContext).to.equal('a=1&b="<x>"');
    expect(connected.data).to.deep.equal([['text/x-early', 'before it had loaded']]);
    expect(connected.application).to.deep.equal({ id: ORDERS, name: 'Orders & more' });
    expect(connected.direction).to.equal('rtl');
    expect((connected.conversation as { subject: string }).subject).to.equal('Order 1234');
    expect(String(connected.location)).to.contain(
      `&id=${ORDERS}&name=Orders%20%26%20more&data=a%3D1%26b%3D%22%3Cx%3E%22`,
    );
    const frame = find<HTMLIFrameElement>(pane, 'iframe');
    expect(frame.sandbox.contains('allow-scripts')).to.equal(true);
    expect(frame.sandbox.contains('allow-top-navigation')).to.equal(false);
    expect(frame.title).to.equal('Application: Orders & more');
    expect(frame.parentElement!.offsetWidth).to.be.at.least(400);
    expect(frame.parentElement!.offsetHeight).to.be.at.least(600);
    await expect(pane).to.be.accessible();

    const received = nextReport(channel);
    channel.receiveData('text/x-later', 'news');
    expect((await received).what).to.equal('received news');
    const renewed = nextReport(channel);
    channel.receiveInitialContext('c=2');
    expect(await renewed).to.include({ what: 'initial-context', initialContext: 'c=2' });
    const joined = nextReport(channel);
    conversation.addParticipant({ uri: 'sip:bob@contoso.com', displayName: 'Bob' });
    expect((await joined).what).to.equal('conversation');
  });

  it('tells the application why its data was not sent', async () => {
    const { conversation, pane } = await stageFrame(application);
    const channel = conversation.openContextChannel({ applicationId: ORDERS });
    await nextReport(channel);
    const refused = nextReport(channel);
    channel.receiveData('text/x-send', JSON.stringify(['text/plain\r\nX-Evil: 1', 'x']));
    expect((await refused).what).to.equal('ContextApplicationError invalid-argument');
    const tooLarge = nextReport(channel);
    channel.receiveData('text/x-send', JSON.stringify(['text/plain', 'x'.repeat(64_001)]));
    expect((await tooLarge).what).to.equal('ContextApplicationError too-large');
    expect(channel.sent.every(({ contentType }) => contentType === 'application/x-report+json')).to.equal(
      true,
    );
    const sent = nextEvent(pane, 'lync-context-data-sent');
    channel.receiveData(
      'text/x-send',
      JSON.stringify(['application/vnd.contoso.offer+json', '{"discount":10}']),
    );
    const { contentType, body } = await sent;
    expect([contentType, body]).to.deep.equal(['application/vnd.contoso.offer+json', '{"discount":10}']);
  });

  it('connects anew after it was moved in the document', async () => {
    const { conversation, pane } = await stageFrame(application);
    const channel = conversation.openContextChannel({ applicationId: ORDERS, initialContext: 'x' });
    await nextReport(channel);
    const again = nextReport(channel);
    const elsewhere = document.createElement('div');
    pane.parentElement!.append(elsewhere);
    elsewhere.append(pane);
    expect(await again).to.include({ what: 'connected', initialContext: 'x' });
  });

  it('gives a page of its own origin an opaque one, which reaches nothing of the portal', async () => {
    const { conversation, pane } = await stageFrame(`${folder}opaque.html`);
    const channel = conversation.openContextChannel({ applicationId: ORDERS, initialContext: 'mine' });
    const report = await nextReport(channel);
    expect(report).to.deep.equal({ origin: 'null', reach: 'SecurityError', initialContext: 'mine' });
    expect(find<HTMLIFrameElement>(pane, 'iframe').sandbox.contains('allow-same-origin')).to.equal(false);
    expect(channel.sent).to.have.length(1);
  });

  it('refuses an application that has gone to another origin, says so, and reloads it', async () => {
    const to = encodeURIComponent(`${location.origin}${folder}opaque.html`);
    const { conversation, pane } = await stageFrame(`${other}${folder}leave.html?to=${to}`);
    const error = nextEvent(pane, 'lync-error');
    const channel = conversation.openContextChannel({ applicationId: ORDERS, initialContext: 'secret' });
    expect((await error).failure.code).to.equal('forbidden');
    await pane.updateComplete;
    expect(panelText(pane)).to.contain(`another site (${location.origin})`);
    expect(channel.sent).to.have.length(0);
    await expect(pane).to.be.accessible();
    const before = find(pane, 'iframe');
    const again = nextEvent(pane, 'lync-error');
    find(pane, '[part=face] button').click();
    await again;
    expect(find(pane, 'iframe')).not.to.equal(before);
  });

  it('is not trusted by an application that does not name the portal', async () => {
    const { conversation } = await stageFrame(
      `${other}${folder}application.html?origins=https%3A%2F%2Fportal.contoso.com`,
    );
    const failed = new Promise<unknown>((resolve) => {
      window.addEventListener('message', function listen({ data, origin }) {
        if (origin !== other) return;
        window.removeEventListener('message', listen);
        resolve(data);
      });
    });
    const channel = conversation.openContextChannel({ applicationId: ORDERS, initialContext: 'secret' });
    expect(await failed).to.deep.equal({ failed: 'no-answer' });
    expect(channel.sent).to.have.length(0);
  });

  it('ignores a hello from anywhere but its frame', async () => {
    const { conversation, pane } = await stageFrame(`${other}${folder}leave.html?to=about:blank`);
    conversation.openContextChannel({ applicationId: ORDERS, initialContext: 'secret' });
    await pane.updateComplete;
    const { port1, port2 } = new MessageChannel();
    let got = false;
    port1.onmessage = () => (got = true);
    const handled = oneEvent(window, 'message');
    window.postMessage({ lync: 'context-hello', version: 1 }, location.origin, [port2]);
    await handled;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(got).to.equal(false);
  });
});

describe('context-application connect()', () => {
  const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'connected',
      (error: unknown) => (error instanceof ContextApplicationError ? error.code : error),
    );

  it('needs origins it can name', async () => {
    // The tests' own page runs in no pane.
    expect(await codeOf(connect({ timeout: 50 }))).to.equal(parent === window ? 'not-framed' : 'no-answer');
    if (parent !== window) expect(await codeOf(connect({ origins: ['*'] }))).to.equal('invalid-origin');
  });

  it('can be given up', async () => {
    expect(await codeOf(connect({ signal: AbortSignal.abort() }))).to.equal('aborted');
  });
});
