// The basket lives in this tab.
import { el } from '../shared/dom.js';
import { price } from './catalogue.js';

const kept = JSON.parse(sessionStorage.getItem('basket') ?? '{}');

/** Fires `change`. */
export const basket = Object.assign(new EventTarget(), { items: kept.items ?? [], offer: kept.offer });

export function addToBasket({ id, name, price: amount }) {
  basket.items = [...basket.items, { id, name, price: amount }];
  changed();
}

/** One offer at a time: the newest wins. */
export function useOffer(offer) {
  basket.offer = offer;
  changed();
}

function remove(index) {
  basket.items = basket.items.filter((_, position) => position !== index);
  changed();
}

function changed() {
  sessionStorage.setItem('basket', JSON.stringify({ items: basket.items, offer: basket.offer }));
  show();
  basket.dispatchEvent(new Event('change'));
}

export const prepareBasket = show;

function show() {
  const { items, offer } = basket;
  const sum = items.reduce((total, { price: amount }) => total + amount, 0);
  const discount = offer ? Math.round(sum * offer.discount) / 100 : 0;
  document.querySelector('#basket-count').textContent = String(items.length);
  document
    .querySelector('#basket')
    .replaceChildren(
      el('h2', {}, 'Your basket'),
      items.length
        ? el('ul', {}, ...items.map(line))
        : el('p', { class: 'empty' }, 'Nothing in it yet. Take your time.'),
      ...(offer
        ? [row(`Offer ${offer.code}, −${offer.discount}%`, discount ? `−${price(discount)}` : '')]
        : []),
      ...(items.length ? [row('Total', price(sum - discount), 'total')] : []),
    );
}

function line({ name, price: amount }, index) {
  return el(
    'li',
    {},
    el('span', {}, name),
    el('span', {}, price(amount)),
    el('button', { type: 'button', 'aria-label': `Remove ${name}`, onclick: () => remove(index) }, '×'),
  );
}

const row = (name, value, className = '') =>
  el('p', { class: `row ${className}` }, el('span', {}, name), el('span', {}, value));
