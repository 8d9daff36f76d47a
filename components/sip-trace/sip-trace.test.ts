import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import fc from 'fast-check';
import { SipMessageEvent } from '../../src/session/contract';
import { MockSession } from '../../src/mock/index';
import { heard, reduceMotion } from '../internal/test-support';
import { registerSipTrace, type LyncSipTrace } from './index';
import { readTraceMessage } from './trace-message';
import { TraceLog } from './trace-log';
import { conferenceInvitation, entry } from './trace-samples';

const all = (element: Element, selector: string): HTMLElement[] => [
  ...(element.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? []),
];
const find = (element: Element, selector: string): HTMLElement => {
  const [found] = all(element, selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
};
const button = (element: Element, name: string): HTMLElement => find(element, `button[aria-label="${name}"]`);
/** What a screen reader says of a row. */
const spoken = (row: Element | undefined): string =>
  row?.querySelector('.visually-hidden')?.textContent ?? '';
const rows = (element: Element): HTMLElement[] => all(element, '.row');

async function stage(): Promise<LyncSipTrace> {
  await reduceMotion();
  const element = await fixture<LyncSipTrace>(html`<lync-sip-trace lang="en"></lync-sip-trace>`);
  element.messages = conferenceInvitation();
  await element.updateComplete;
  return element;
}

describe('lync-sip-trace: record', () => {
  it('has a face without a session, and one while nothing has been said', async () => {
    const element = await fixture<LyncSipTrace>(html`<lync-sip-trace></lync-sip-trace>`);
    expect(find(element, '.hint').textContent).to.contain('No session');
    expect(element.matches(':state(empty)')).to.equal(true);
    await expect(element).to.be.accessible();
    element.session = new MockSession({ uri: 'sip:bob@contoso.com' });
    element.requestUpdate();
    await element.updateComplete;
    expect(find(element, '.hint').textContent).to.contain('No messages yet');
  });

  it('records its session while it is in the page, and no longer', async () => {
    const session = new MockSession({ uri: 'sip:bob@contoso.com' });
    const element = await fixture<LyncSipTrace>(html`<lync-sip-trace .session=${session}></lync-sip-trace>`);
    const [first] = conferenceInvitation();
    if (!first) throw new Error('A sample is missing');
    session.dispatchEvent(new SipMessageEvent(first.direction, first.text, first.at));
    await element.updateComplete;
    expect(rows(element)).to.have.length(1);
    element.remove();
    session.dispatchEvent(new SipMessageEvent(first.direction, first.text, first.at));
    expect(element.messages).to.have.length(1);
  });

  it('keeps no secret, whoever gives the messages', async () => {
    const element = await stage();
    const text = element.toText();
    expect(text).to.contain('realm=');
    expect(text).not.to.contain('0123456789abcdef');
    expect(JSON.stringify(element.messages)).not.to.contain('0123456789abcdef');
  });

  it('forgets the oldest beyond its limit', async () => {
    const element = await stage();
    element.limit = 4;
    element.messages = conferenceInvitation();
    await element.updateComplete;
    expect(rows(element)).to.have.length(4);
    expect(spoken(rows(element)[3])).to.contain('ACK');
  });
});

describe('lync-sip-trace: ladder', () => {
  it('shows the three dialogs of an invitation as columns and purposes of their own', async () => {
    const element = await stage();
    expect(all(element, '.chip').map((chip) => chip.textContent?.replace(/\s+/g, ' ').trim())).to.deep.equal([
      'All dialogs',
      '1 Registration',
      '2 Conference invitation',
      '3 Conference focus',
      '4 Conference audio',
    ]);
    expect(all(element, '.head').map((head) => head.textContent)).to.deep.equal([
      'This session',
      'Edge',
      'alice',
      'Focus JL6GPNBP',
      'A/V MCU JL6GPNBP',
    ]);
    await expect(element).to.be.accessible();
  });

  it('says of each message what it is, where it went, and how long an answer took', async () => {
    const element = await stage();
    expect(spoken(rows(element)[8])).to.match(
      /INVITE \(cccp\), sent to Focus JL6GPNBP, Dialog 3: Conference focus$/,
    );
    expect(rows(element)[9]?.textContent).to.contain('23 ms');
    expect(rows(element)[12]?.classList.contains('failure')).to.equal(true);
  });

  it('chooses by arrow keys, shows the text, and gives the focus back', async () => {
    const element = await stage();
    rows(element)[0]?.click();
    await element.updateComplete;
    rows(element)[0]?.focus();
    await sendKeys({ press: 'ArrowDown' });
    await element.updateComplete;
    expect(rows(element)[1]?.getAttribute('aria-selected')).to.equal('true');
    expect(find(element, 'pre').textContent).to.contain('SIP/2.0 200 OK\nFrom:');
    await expect(element).to.be.accessible();
    button(element, 'Close').click();
    await element.updateComplete;
    await aTimeout(0);
    expect(element.shadowRoot?.activeElement?.id).to.equal(rows(element)[1]?.id);
  });

  it('shows remote text as text', async () => {
    const element = await stage();
    element.messages = [
      entry({
        at: 0,
        direction: 'in',
        line: 'MESSAGE sip:bob@contoso.com SIP/2.0',
        from: 'sip:<img src=x onerror=alert(1)>@contoso.com',
        to: 'sip:bob@contoso.com',
        callId: '<b>1</b>',
        cseq: '1 MESSAGE',
        body: '<script>alert(1)</script>',
      }),
    ];
    await element.updateComplete;
    rows(element)[0]?.click();
    await element.updateComplete;
    expect(all(element, 'img, script, pre b b')).to.have.length(0);
    expect(find(element, 'pre').textContent).to.contain('<script>');
  });
});

describe('lync-sip-trace: what is in sight', () => {
  it('follows the newest message until somebody scrolls up', async () => {
    const element = await fixture<LyncSipTrace>(
      html`<div>
        <style>
          lync-sip-trace {
            block-size: 300px;
          }</style
        ><lync-sip-trace></lync-sip-trace>
      </div>`,
    ).then((box) => box.querySelector('lync-sip-trace') as LyncSipTrace);
    const session = new MockSession({ uri: 'sip:bob@contoso.com' });
    element.session = session;
    element.messages = conferenceInvitation();
    element.requestUpdate();
    await element.updateComplete;
    const ladder = find(element, '.ladder');
    const isAtEnd = (): boolean => ladder.scrollHeight - ladder.scrollTop - ladder.clientHeight < 2;
    expect(ladder.scrollHeight).to.be.greaterThan(ladder.clientHeight);
    expect(isAtEnd()).to.equal(true);
    const scrolled = new Promise((resolve) => ladder.addEventListener('scroll', resolve, { once: true }));
    ladder.scrollTop = 0;
    await scrolled;
    session.dispatchEvent(new SipMessageEvent('out', conferenceInvitation()[0]?.text ?? '', 1));
    await element.updateComplete;
    expect(ladder.scrollTop).to.equal(0);
  });
});

describe('lync-sip-trace: filter, pause and export', () => {
  it('filters by words, without words, and by dialog', async () => {
    const element = await stage();
    element.filter = 'invite -cccp';
    await element.updateComplete;
    expect(rows(element).every((row) => !spoken(row).includes('cccp'))).to.equal(true);
    expect(find(element, '.count').textContent).to.match(/^\d of 14 messages$/);
    element.filter = 'nothing-has-this';
    await element.updateComplete;
    expect(find(element, '.hint').textContent).to.contain('No message matches');
    element.filter = '';
    all(element, '.chip')[3]?.click();
    await element.updateComplete;
    expect(rows(element)).to.have.length(3);
    expect(all(element, '.head')).to.have.length(2);
  });

  it('goes on recording while it is paused, and says how much waits', async () => {
    const element = await stage();
    const session = new MockSession({ uri: 'sip:bob@contoso.com' });
    element.session = session;
    element.requestUpdate();
    await element.updateComplete;
    button(element, 'Pause').click();
    await element.updateComplete;
    const [first] = conferenceInvitation();
    session.dispatchEvent(new SipMessageEvent('out', first?.text ?? '', 1));
    await element.updateComplete;
    expect(rows(element)).to.have.length(14);
    expect(find(element, '.count').textContent).to.equal('Paused; 1 message is waiting.');
    button(element, 'Resume').click();
    await element.updateComplete;
    expect(rows(element)).to.have.length(15);
  });

  it('says so when copying is not allowed', async () => {
    const element = await stage();
    const original = Object.getOwnPropertyDescriptor(Navigator.prototype, 'clipboard');
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: () => Promise.reject(new DOMException('No', 'NotAllowedError')) },
    });
    const failed = heard(element, 'lync-error');
    button(element, 'Copy all').click();
    await failed;
    await element.updateComplete;
    expect(find(element, '.count').textContent).to.contain('by hand');
    Reflect.deleteProperty(navigator, 'clipboard');
    expect(original === undefined || 'clipboard' in navigator).to.equal(true);
  });

  it('clears', async () => {
    const element = await stage();
    button(element, 'Clear').click();
    await element.updateComplete;
    expect(element.messages).to.have.length(0);
    expect(rows(element)).to.have.length(0);
  });
});

describe('lync-sip-trace: model', () => {
  it('reads anything without throwing, and keeps every message', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (texts) => {
        const log = new TraceLog();
        for (const text of texts) {
          readTraceMessage(text);
          log.add({ direction: 'in', text, at: 0 }, 1000);
        }
        return log.rows.length === texts.length;
      }),
    );
  });

  it('puts a dialog that began before the trace by the direction of what it sees first', () => {
    const log = new TraceLog();
    log.add(
      entry({
        at: 0,
        direction: 'in',
        line: 'SIP/2.0 200 OK',
        from: 'sip:bob@contoso.com',
        to: 'sip:alice@contoso.com',
        callId: '1',
        cseq: '5 INFO',
      }),
      10,
    );
    expect(log.rows[0]?.dialog.party.name).to.equal('alice');
  });

  it('registers a copy under another prefix, and the same twice without a complaint', () => {
    expect(registerSipTrace('acme')).to.equal(registerSipTrace('acme'));
    expect(document.createElement('acme-sip-trace')).to.have.property('toText');
  });
});
