// The shop's own code: cart, sign-in, product page. What it does with the chat button is at the end.
import { catalogue, find, price } from './catalogue.js';
import { el } from '../shared/dom.js';

const state = {
  cart: JSON.parse(sessionStorage.getItem('cart') ?? '[]'),
  customer: sessionStorage.getItem('customer') ?? '',
};
const chat = document.querySelector('lync-chat-button');
const product = find(new URL(location.href).searchParams.get('item') ?? '');

document.cookie = 'campaign=autumn-newsletter; path=/; SameSite=Lax';

function save() {
  sessionStorage.setItem('cart', JSON.stringify(state.cart));
  sessionStorage.setItem('customer', state.customer);
  show();
}

function addToCart(item) {
  state.cart.push({ id: item.id, name: item.name, price: item.price });
  save();
}

function tile(item) {
  return el(
    'li',
    { class: 'item' },
    el(
      'a',
      { href: `/shop/product.html?item=${item.id}` },
      el('span', { class: `tile tone-${item.tone}` }, el('img', { src: `/shop/images/${item.id}.svg`, alt: '', loading: 'lazy' })),
      el('span', { class: 'name' }, item.name),
    ),
    el('div', { class: 'price' }, price(item.price)),
    item.tag && el('span', { class: 'tag' }, item.tag),
  );
}

function showProduct() {
  document.title = `${product.name} · Contoso Living`;
  const place = document.querySelector('#product');
  place.replaceChildren(
    el('div', { class: `tile tone-${product.tone}` }, el('img', { src: `/shop/images/${product.id}.svg`, alt: product.name })),
    el(
      'div',
      {},
      el('h1', {}, product.name),
      el('div', { class: 'price', id: 'price' }, price(product.price)),
      el('p', {}, product.text),
      el('ul', { class: 'facts' }, ...Object.entries(product.facts).map(([name, value]) => el('li', {}, el('span', {}, name), value))),
      el(
        'div',
        { class: 'actions' },
        el('button', { class: 'button', type: 'button', onclick: () => addToCart(product) }, 'Add to basket'),
        el('button', { class: 'button quiet', type: 'button', onclick: () => chat.open() }, 'Ask about it'),
      ),
    ),
  );
}

function show() {
  document.querySelector('#basket-count').textContent = String(state.cart.length);
  document.querySelector('#account').textContent = state.customer ? 'Jane Doe' : 'Sign in';
  share();
}

// ---- The chat button. The page tells it who this is and what they are about; the button asks before it shares any of it.

function share() {
  chat.context = {
    basket: state.cart.map(({ name, price: amount }) => `${name} (${price(amount)})`),
    ...(product && { looksAt: product.name, price: price(product.price) }),
  };
  // A signed-in customer is vouched for by the shop's back end, not by this script: it only says whose session this is.
  if (state.customer) chat.setAttribute('credentials-url', `/api/guest-credentials?customer=${state.customer}`);
  else chat.setAttribute('credentials-url', '/api/guest-credentials');
}

function showOffer(offer) {
  const place = document.querySelector('#offer');
  place.hidden = false;
  place.replaceChildren(
    el('span', { class: 'badge' }, `−${offer.discount}%`),
    el('span', {}, el('strong', {}, offer.title), el('small', {}, offer.note ?? 'For you, from our team, for the next 24 hours.')),
    el('button', { class: 'button', type: 'button', onclick: () => acceptOffer(offer, place) }, 'Use it'),
  );
}

function acceptOffer(offer, place) {
  sessionStorage.setItem('offer', JSON.stringify(offer));
  place.replaceChildren(el('span', { class: 'badge' }, '✓'), el('strong', {}, `Code ${offer.code} is in your basket.`));
  chat.context = { ...chat.context, acceptedOffer: offer.code };
}

chat.addEventListener('lync-context-data-received', ({ contentType, body }) => {
  if (contentType === 'application/vnd.contoso.offer+json') showOffer(JSON.parse(body));
});

document.querySelector('#account').addEventListener('click', () => {
  state.customer = state.customer ? '' : 'jane';
  save();
});

const grid = document.querySelector('#grid');
grid?.replaceChildren(...catalogue.map(tile));
if (product) showProduct();
show();
