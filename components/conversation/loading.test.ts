import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import {
  LyncConversation,
  registerConversation,
  type LyncErrorEvent,
  type LyncMessageReceivedEvent,
} from './index';
import { bubbles, live, root, settled } from './test-support';

describe('a conversation whose messages cannot be shown yet', () => {
  it('says so when what shows messages cannot be loaded, and tries again', async () => {
    let fails = true;
    class Fragile extends LyncConversation {
      static override readonly prefix = 'fragile';
      static override loadView = () =>
        fails ? Promise.reject(new TypeError('Failed to fetch')) : LyncConversation.loadView();
    }
    customElements.define('fragile-conversation', Fragile);
    registerConversation('fragile');
    const { conversation } = await live();
    const failed: string[] = [];
    const element = await fixture<LyncConversation>(
      html`<fragile-conversation
        .conversation=${conversation}
        @lync-error=${(event: LyncErrorEvent) => failed.push(event.failure.message)}
      ></fragile-conversation>`,
    );
    await settled(element);
    expect(failed).to.deep.equal(['Failed to fetch']);
    expect(root(element).textContent).to.contain('Not connected');
    fails = false;
    conversation.receiveMessage('Are you there?');
    root(element).querySelector<HTMLButtonElement>('[part="retry-connection"]')!.click();
    await settled(element);
    expect(bubbles(element)).to.deep.equal(['Are you there?']);
    expect(root(element).textContent).not.to.contain('Not connected');
  });

  it('misses nothing that happens while what shows messages is on its way', async () => {
    let arrive = (): void => undefined;
    const arrival = new Promise<void>((resolve) => (arrive = resolve));
    class Slow extends LyncConversation {
      static override readonly prefix = 'slow';
      static override loadView = () => arrival.then(() => LyncConversation.loadView());
    }
    customElements.define('slow-conversation', Slow);
    registerConversation('slow');
    const { conversation } = await live();
    const received: string[] = [];
    const element = await fixture<LyncConversation>(
      html`<slow-conversation
        @lync-message-received=${(event: LyncMessageReceivedEvent) => received.push(event.message.body)}
      ></slow-conversation>`,
    );
    element.conversation = conversation;
    await aTimeout(0);
    conversation.receiveMessage('First');
    expect(received).to.deep.equal([]);
    arrive();
    await settled(element);
    expect(received).to.deep.equal(['First']);
    expect(bubbles(element)).to.deep.equal(['First']);
  });
});
