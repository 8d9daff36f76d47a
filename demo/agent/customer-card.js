// A context application that is an element of the portal: it gets a live channel and shows who the visitor is; the agent can send an
// offer back, which appears in the visitor's shop.
import { el } from '../shared/dom.js';

const CARD = 'application/vnd.lync-widgets.customer+json';
const OFFER = 'application/vnd.contoso.offer+json';

class ContosoCustomerCard extends HTMLElement {
  #channel;
  #card = {};
  #sent = '';

  set channel(channel) {
    this.#channel = channel;
    channel.addEventListener('initial-context-received', () => this.#read(channel.snapshot.initialContext));
    channel.addEventListener('data-received', ({ contentType, body }) => {
      if (contentType.split(';')[0] === CARD) this.#read(body);
    });
    channel.addEventListener('state-changed', () => this.#show());
    this.#read(channel.snapshot.initialContext);
  }

  get channel() {
    return this.#channel;
  }

  #read(text) {
    if (text) this.#card = JSON.parse(text);
    this.#show();
  }

  async #offer(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const discount = Number(form.get('discount'));
    const button = event.target.querySelector('button');
    button.disabled = true;
    try {
      await this.#channel.sendData(
        OFFER,
        JSON.stringify({ title: String(form.get('title')), discount, code: `CARE-${discount}-${Math.random().toString(36).slice(2, 6).toUpperCase()}` }),
      );
      this.#sent = `The visitor has it: ${discount}% off.`;
    } catch (error) {
      this.#sent = `The offer did not reach the visitor (${error.message}). Send it again.`;
    }
    this.#show();
  }

  #show() {
    const { browser = {}, verified, queue, waitedSeconds } = this.#card;
    const contact = { ...browser.contact };
    const name = verified?.contact?.name ?? contact.name ?? 'Visitor';
    const live = this.#channel?.snapshot.state === 'established';
    this.replaceChildren(
      el(
        'div',
        { class: 'card-head' },
        el('h3', {}, name),
        verified
          ? el('span', { class: 'verified', title: 'The shop vouches for this' }, '✓ Verified by the shop')
          : el('span', { class: 'claimed' }, 'Not signed in'),
      ),
      el('p', { class: 'card-line' }, [queue?.name, waitedSeconds !== undefined && `waited ${waitedSeconds} s`].filter(Boolean).join(' · ')),
      this.#facts('The shop knows', verified && { ...verified.contact, ...verified.data }),
      this.#page(browser.page),
      this.#facts('On their mind', browser.data),
      this.#links(browser.links),
      this.#facts('Visitor says', Object.keys(contact).length ? contact : undefined),
      this.#facts('Cookies', browser.cookies),
      this.#offerForm(browser.data?.looksAt, live),
    );
  }

  #facts(title, values) {
    if (!values || Object.keys(values).length === 0) return undefined;
    const text = (value) => (Array.isArray(value) ? value.join(', ') || '–' : typeof value === 'object' ? JSON.stringify(value) : String(value));
    return el(
      'section',
      {},
      el('h4', {}, title),
      el('dl', {}, ...Object.entries(values).flatMap(([key, value]) => [el('dt', {}, words(key)), el('dd', {}, text(value))])),
    );
  }

  #page(page) {
    if (!page) return undefined;
    return el('section', {}, el('h4', {}, 'Looks at'), el('p', {}, page.title ?? page.url), el('p', { class: 'url' }, page.url));
  }

  #links(links = []) {
    if (links.length === 0) return undefined;
    const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
    return el(
      'section',
      {},
      el('h4', {}, 'Clicked'),
      el('ol', {}, ...links.slice(-6).reverse().map(({ text, at }) => el('li', {}, el('time', {}, time.format(at)), ` ${text}`))),
    );
  }

  #offerForm(product, live) {
    return el(
      'form',
      { class: 'offer-form', onsubmit: (event) => void this.#offer(event) },
      el('h4', {}, 'Send an offer'),
      el('label', {}, 'What ', el('input', { name: 'title', required: true, maxlength: '80', value: product ? `${product}, a little less` : 'A little thank-you' })),
      el('label', {}, 'Discount ', el('select', { name: 'discount' }, ...[5, 10, 15, 20].map((percent) => el('option', { value: String(percent) }, `${percent}%`)))),
      el('button', { class: 'button small', type: 'submit', disabled: !live }, live ? 'Send to visitor' : 'No live channel'),
      el('p', { role: 'status' }, this.#sent),
    );
  }
}

const words = (key) => key.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/^./, (letter) => letter.toUpperCase());

customElements.define('contoso-customer-card', ContosoCustomerCard);
