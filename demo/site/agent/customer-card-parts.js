// The sections of the customer card. Everything in them comes from a visitor's browser or the shop: it is set as text, never as HTML.
import { el, initials } from '../shared/dom.js';

const { lang } = document.documentElement;
const day = new Intl.DateTimeFormat(lang, { dateStyle: 'medium' });
const time = new Intl.DateTimeFormat(lang, { timeStyle: 'short' });

export const heading = (text) => el('h4', {}, text);

export function identity({ browser, verified, queue, waitedSeconds }) {
  const name = verified?.contact?.name ?? browser.contact?.name ?? 'Guest';
  const about = [queue?.name, waitedSeconds !== undefined && `waited ${waitedSeconds} s`]
    .filter(Boolean)
    .join(' · ');
  return el(
    'header',
    { class: 'card-head' },
    el('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(name)),
    el('div', {}, el('h3', {}, el('bdi', {}, name)), el('p', { class: 'soft' }, about)),
    verified
      ? el(
          'span',
          { class: 'badge verified', title: 'Signed by the shop for this visitor' },
          '✓ Verified by the shop',
        )
      : el('span', { class: 'badge claimed' }, 'Not signed in'),
  );
}

export function facts(title, values) {
  const rows = Object.entries(values ?? {}).filter(([, value]) => value !== undefined && text(value) !== '');
  if (rows.length === 0) return undefined;
  return section(
    title,
    el(
      'dl',
      {},
      ...rows.flatMap(([key, value]) => [el('dt', {}, words(key)), el('dd', {}, el('bdi', {}, text(value)))]),
    ),
  );
}

export function orders(placed = []) {
  if (placed.length === 0) return undefined;
  return section(
    'Orders',
    el(
      'ul',
      { class: 'orders' },
      ...placed.map(({ number, placed: at, items, total, status }) =>
        el(
          'li',
          {},
          el('b', {}, items),
          el('span', { class: 'total' }, total),
          el('span', { class: 'soft' }, `${number} · ${day.format(new Date(at))} · ${status}`),
        ),
      ),
    ),
  );
}

export function page(shown) {
  if (!shown?.url) return undefined;
  return section(
    'Looks at',
    el('p', {}, el('bdi', {}, shown.title ?? shown.url)),
    el('p', { class: 'url soft' }, el('bdi', { dir: 'ltr' }, path(shown.url))),
  );
}

export function links(followed = []) {
  if (followed.length === 0) return undefined;
  return section(
    'Clicked',
    el(
      'ol',
      { class: 'trail' },
      ...followed
        .slice(-6)
        .reverse()
        .map(({ text: label, href, at }) =>
          el('li', {}, el('time', {}, time.format(at)), el('span', {}, el('bdi', {}, label || path(href)))),
        ),
    ),
  );
}

const section = (title, ...children) => el('section', {}, heading(title), ...children);

const words = (key) =>
  key
    .replace(/([a-z])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`)
    .replace(/^./, (letter) => letter.toUpperCase());

function text(value) {
  if (Array.isArray(value)) return value.map(text).join(', ');
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return /^\d{4}-\d\d-\d\d$/.test(value) ? day.format(new Date(value)) : String(value ?? '');
}

const path = (url) => {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return pathname + search;
};
