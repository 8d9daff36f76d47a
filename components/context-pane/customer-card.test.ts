import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { resolveApplicationUrl, toInstallUrl } from './application-url';
import { changedKeys, CUSTOMER_TYPE, parseCustomerCard } from './customer-card';
import { all, CARD, find, panelText, stage } from './testing/setup';

const base = 'https://portal.contoso.com/agent/';

function card(browser: unknown, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    contactId: 'c',
    queue: { uri: 'sip:sales@contoso.com', name: 'Sales' },
    waitedSeconds: 42,
    browser,
    ...more,
  });
}

describe('customer card', () => {
  it('tells what the site signed from what the visitor says', async () => {
    const { conversation, pane } = await stage([{ id: CARD, name: 'Customer' }]);
    conversation.openContextChannel({
      applicationId: CARD,
      initialContext: card(
        { contact: { name: 'Jane Doe', email: 'other@example.com', phone: '123' } },
        { verified: { name: 'Jane Doe', email: 'jane@example.com', exp: 99 } },
      ),
    });
    await pane.updateComplete;
    const text = panelText(pane);
    expect(text).to.contain('Jane Doe Verified');
    expect(text).to.contain('jane@example.com Visitor says: other@example.com');
    expect(text).to.contain('Sales · waited 0:42');
    expect(text).not.to.contain('99');
    await expect(pane).to.be.accessible();
  });

  it('shows hostile values as the text they are', async () => {
    const { conversation, pane } = await stage([{ id: CARD, name: 'Customer' }]);
    conversation.openContextChannel({
      applicationId: CARD,
      initialContext: card({
        contact: { name: '<b>Jane</b>', __proto__: 'x' },
        page: { url: 'javascript:alert(1)', title: '<script>1</script>' },
        links: [
          { text: 'x', href: 'data:text/html,1', at: 9e99 },
          null,
          7,
          { text: 'ok', href: 'https://shop.example/', at: 1 },
        ],
        cookies: { constructor: 'c' },
      }),
    });
    await pane.updateComplete;
    expect(find(pane, '[part=name]').textContent).to.equal('<b>Jane</b>');
    expect(all(pane, '.card a').map((a) => (a as HTMLAnchorElement).href)).to.deep.equal([
      'https://shop.example/',
    ]);
    expect(all(pane, '.card b, .card script')).to.have.length(0);
  });

  it('points at what has changed, and says it', async () => {
    const { conversation, pane } = await stage([{ id: CARD, name: 'Customer' }]);
    const channel = conversation.openContextChannel({
      applicationId: CARD,
      initialContext: card({
        contact: { name: 'Jane' },
        page: { url: 'https://shop.example/a', title: 'A' },
      }),
    });
    await pane.updateComplete;
    expect(all(pane, '[part=updated]')).to.have.length(0);
    channel.receiveData(
      `${CUSTOMER_TYPE}; charset=utf-8`,
      card({ contact: { name: 'Jane' }, page: { url: 'https://shop.example/b', title: 'B' } }),
    );
    await pane.updateComplete;
    expect(all(pane, '[part=updated]')).to.have.length(1);
    expect(find(pane, '.page').textContent).to.contain('B');
    expect(find(pane, '[role=status]').textContent).to.contain('Updated: Current page');
    await expect(pane).to.be.accessible();
  });

  it('takes the whole after a truncated card without calling it news', async () => {
    const { conversation, pane } = await stage([{ id: CARD, name: 'Customer' }]);
    const channel = conversation.openContextChannel({
      applicationId: CARD,
      initialContext: card({}, { truncated: true }),
    });
    await pane.updateComplete;
    expect(panelText(pane)).to.contain('on its way');
    channel.receiveData(CUSTOMER_TYPE, card({ contact: { name: 'Jane' } }));
    await pane.updateComplete;
    expect(panelText(pane)).to.contain('Jane');
    expect(all(pane, '[part=updated]')).to.have.length(0);
  });

  it('remembers what came while another conversation was on show', async () => {
    const { session, conversation, pane } = await stage([{ id: CARD, name: 'Customer' }]);
    const channel = conversation.openContextChannel({
      applicationId: CARD,
      initialContext: card({ contact: { name: 'Jane' } }),
    });
    pane.conversation = session.receiveInvitation({});
    await pane.updateComplete;
    channel.receiveData(CUSTOMER_TYPE, card({ contact: { name: 'Jane Miller' } }));
    pane.conversation = conversation;
    await pane.updateComplete;
    expect(find(pane, '[part=name]').textContent).to.equal('Jane Miller');
  });

  it('reads any JSON without throwing', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const read = parseCustomerCard(text);
        if (read) expect(changedKeys(read, read).size).to.equal(0);
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (browser, verified) => {
        const read = parseCustomerCard(JSON.stringify({ contactId: 'c', browser, verified }));
        expect(read).not.to.equal(undefined);
      }),
    );
    expect(parseCustomerCard('order=1')).to.equal(undefined);
    expect(parseCustomerCard('{"a":1}')).to.equal(undefined);
  });
});

describe('application addresses', () => {
  const app = (url: string): { id: string; name: string; url: string } => ({ id: CARD, name: 'A & B', url });

  it('never let data choose the origin or leave the folder', () => {
    for (const url of [
      'https://app.contoso.com/%AppId%?d=%AppData%',
      'https://app.contoso.com/x/%AppData%/y',
      '/app/%AppData%',
      'https://app.contoso.com%AppData%',
      'https://%AppData%.contoso.com/',
    ]) {
      fc.assert(
        fc.property(
          fc.oneof(
            fc.string({ unit: 'binary' }),
            fc.constantFrom('..', '.', '.evil.example', '@evil.example', '//evil'),
          ),
          (data) => {
            const found = resolveApplicationUrl(app(url), data, base);
            const empty = resolveApplicationUrl(app(url), '', base);
            if (found.ok) expect(empty.ok && found.origin === empty.origin).to.equal(true);
            if (found.ok && url.includes('/x/'))
              expect(new URL(found.href).pathname.startsWith('/x/')).to.equal(true);
          },
        ),
      );
    }
    expect(resolveApplicationUrl(app('/app/%AppData%/x'), '..', base).ok).to.equal(false);
    expect(resolveApplicationUrl(app('https://app.contoso.com%AppData%'), '.evil.example', base).ok).to.equal(
      false,
    );
  });

  it('are http or https, and carry at most 2,000 characters of data', () => {
    expect(resolveApplicationUrl(app('javascript:%AppData%'), 'alert(1)', base).ok).to.equal(false);
    expect(resolveApplicationUrl(app('https://u:p@contoso.com/'), '', base).ok).to.equal(false);
    expect(resolveApplicationUrl(app('/a?d=%AppData%'), '\ud800', base)).to.include({
      ok: true,
      sameOrigin: true,
    });
    const long = resolveApplicationUrl(app('https://x.example/?d=%AppData%'), 'x'.repeat(2001), base);
    expect(long.ok && long.href).to.equal('https://x.example/?d=');
    expect(toInstallUrl('www.contoso.com/Download')?.href).to.equal('https://www.contoso.com/Download');
    expect(toInstallUrl('javascript:alert(1)')).to.equal(undefined);
  });
});
