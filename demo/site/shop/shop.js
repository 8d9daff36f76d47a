// The shop's pages: the collection, one product, the basket, who is signed in. What it does with the chat button is in chat.js.
import { el } from '../shared/dom.js';
import { prepareAccount } from './account.js';
import { basket, addToBasket, prepareBasket } from './basket.js';
import { catalogue, find, price } from './catalogue.js';
import { prepareChat } from './chat.js';

document.cookie = 'campaign=autumn-newsletter; path=/; SameSite=Lax';

const product = find(new URL(location.href).searchParams.get('item') ?? '');

function tile(item) {
  return el(
    'li',
    { class: 'item' },
    el(
      'span',
      { class: `tile tone-${item.tone}` },
      el('img', { src: `/shop/images/${item.id}.svg`, alt: '', loading: 'lazy' }),
    ),
    el('a', { class: 'name', href: `/shop/product.html?item=${item.id}` }, item.name),
    el('span', { class: 'price' }, price(item.price)),
    item.tag && el('span', { class: 'tag' }, item.tag),
  );
}

function details({ id, name, tone, text, facts, price: amount }) {
  return [
    el('div', { class: `tile tone-${tone}` }, el('img', { src: `/shop/images/${id}.svg`, alt: name })),
    el(
      'div',
      {},
      el('h1', {}, name),
      el('p', { class: 'price' }, price(amount)),
      el('p', { class: 'about' }, text),
      el(
        'ul',
        { class: 'facts' },
        ...Object.entries(facts).map(([key, value]) => el('li', {}, el('span', {}, key), el('b', {}, value))),
      ),
      el(
        'div',
        { class: 'actions' },
        el(
          'button',
          { class: 'button', type: 'button', onclick: () => addToBasket(product) },
          'Add to basket',
        ),
        el('button', { class: 'button quiet', type: 'button', onclick: () => chat.open() }, 'Ask about it'),
      ),
    ),
  ];
}

const chat = prepareChat({ product, basket });
prepareAccount();
prepareBasket();

const others = catalogue.filter((item) => item !== product);
document.querySelector('#grid').replaceChildren(...(product ? others.slice(0, 4) : catalogue).map(tile));
if (document.querySelector('#product')) {
  if (product) {
    document.title = `${product.name} · Contoso Living`;
    document.querySelector('#product').replaceChildren(...details(product));
  } else location.replace('/shop/');
}
