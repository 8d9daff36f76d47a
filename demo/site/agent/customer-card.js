// A context application that is an element of the portal: it is given a live channel, shows who the visitor is, and lets the agent
// send an offer back, which appears in the visitor's shop.
import { el } from '../shared/dom.js';
import { facts, heading, identity, links, orders, page } from './customer-card-parts.js';
import { offerForm } from './offer-form.js';

const CARD = 'application/vnd.lync-widgets.customer+json';

class ContosoCustomerCard extends HTMLElement {
  #channel;
  #listening = new AbortController();
  #card = {};
  #known = el('div', { class: 'known' });
  #offer = offerForm((contentType, body) => this.#channel.sendData(contentType, body));

  connectedCallback() {
    if (!this.firstChild) this.append(this.#known, this.#offer.element);
  }

  get channel() {
    return this.#channel;
  }

  set channel(channel) {
    this.#listening.abort();
    this.#listening = new AbortController();
    this.#channel = channel;
    this.#show();
    if (!channel) return;
    const { signal } = this.#listening;
    const initial = () => this.#read(channel.snapshot.initialContext);
    channel.addEventListener('initial-context-received', initial, { signal });
    channel.addEventListener('state-changed', () => this.#show(), { signal });
    channel.addEventListener(
      'data-received',
      ({ contentType, body }) => {
        if (contentType.split(';')[0].trim() === CARD) this.#read(body);
      },
      { signal },
    );
    initial();
  }

  #read(text) {
    if (text) this.#card = parse(text) ?? this.#card;
    this.#show();
  }

  #show() {
    const { browser = {}, verified, queue, waitedSeconds } = this.#card;
    const { orders: placed, ...known } = verified?.data ?? {};
    const { answers, ...mind } = browser.data ?? {};
    this.#known.replaceChildren(
      ...[
        identity({ browser, verified, queue, waitedSeconds }),
        verified && facts('The shop knows', { ...verified.contact, ...known, name: undefined }),
        orders(placed),
        page(browser.page),
        facts('Answered by phone', answers),
        facts('On their mind', mind),
        links(browser.links),
        facts(
          verified ? 'The visitor says' : 'Contact',
          verified ? differences(browser.contact, verified.contact) : browser.contact,
        ),
        facts('Campaign', browser.cookies),
        Object.keys(this.#card).length ? undefined : heading('Waiting for the first data …'),
      ].filter(Boolean),
    );
    this.#offer.update({
      product: browser.data?.looksAt,
      live: this.#channel?.snapshot.state === 'established',
    });
  }
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    // A card that is none leaves what was there.
    return undefined;
  }
}

/** What the browser claims and the shop does not confirm. */
const differences = (claimed = {}, vouched = {}) =>
  Object.fromEntries(Object.entries(claimed).filter(([key, value]) => vouched[key] !== value));

customElements.define('contoso-customer-card', ContosoCustomerCard);
