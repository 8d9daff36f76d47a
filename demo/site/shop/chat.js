// The chat button. The page tells it who this is and what they are about; the button asks the visitor before it shares any of it.
import { el } from '../shared/dom.js';
import { useOffer } from './basket.js';
import { price } from './catalogue.js';
import { customer } from './customer.js';

/** `?transport=ucwa` in an address: everything goes over plain HTTP, as where WebSockets are blocked; `?transport=sip` ends it. The tab keeps to it. */
const transport = new URL(location.href).searchParams.get('transport') ?? sessionStorage.getItem('transport');
if (transport) sessionStorage.setItem('transport', transport);

const narrow = matchMedia('(max-width: 480px)');
const OFFER = 'application/vnd.contoso.offer+json';

export function prepareChat({ product, topic, basket }) {
  const chat = document.querySelector('lync-chat-button');
  if (transport === 'ucwa') chat.setAttribute('server', `${location.origin}/ucwa`);
  if (customer) {
    const { id, ...contact } = customer;
    chat.contact = contact;
    // The shop's back end vouches for whose session this is. What this script says of them is only a claim.
    chat.setAttribute('credentials-url', `/api/guest-credentials?customer=${id}`);
  }
  const share = () => {
    chat.context = {
      ...(product && { looksAt: product.name, price: price(product.price) }),
      ...(topic && { topic }),
      ...(basket.items.length > 0 && {
        basket: basket.items.map(({ name, price: amount }) => `${name} (${price(amount)})`),
      }),
      ...(basket.offer && { offerInBasket: basket.offer.code }),
    };
  };
  basket.addEventListener('change', share);
  share();
  chat.addEventListener('lync-context-data-received', ({ contentType, body }) => {
    if (contentType !== OFFER) return;
    keepOffer(JSON.parse(body));
    showOffer();
  });
  prepareCalls(chat);
  narrow.addEventListener('change', showOffer);
  showOffer();
  return chat;
}

/** The same panel, opened to talk: at once, or when the shop calls. Closed, its button is that of the chat again. */
function prepareCalls(chat) {
  for (const button of document.querySelectorAll('[data-contact]'))
    button.addEventListener('click', () => {
      chat.mode = button.dataset.contact;
      void chat.open();
    });
  chat.addEventListener('lync-close', () => chat.removeAttribute('mode'));
}

/** An offer survives the visitor's way through the shop until it is used or put away. */
const keepOffer = (offer) => sessionStorage.setItem('offer', JSON.stringify(offer));

function showOffer() {
  const offer = JSON.parse(sessionStorage.getItem('offer') ?? 'null');
  const place = document.querySelector('#offer');
  // On a telephone the chat fills the screen, so that an offer in the page would be beneath it: there it comes on top.
  place.popover = narrow.matches ? 'manual' : null;
  place.hidden = !offer;
  if (!offer) return place.replaceChildren();
  const { title, discount, code } = offer;
  const settle = (use) => {
    sessionStorage.removeItem('offer');
    if (use) useOffer(offer);
    showOffer();
  };
  if (place.popover) place.showPopover();
  place.replaceChildren(
    el('span', { class: 'badge', 'aria-hidden': 'true' }, `−${discount}%`),
    el(
      'div',
      {},
      el('strong', { dir: 'auto' }, title),
      el('small', {}, `${discount}% off, for you, for the next 24 hours. Code ${code}`),
    ),
    el(
      'div',
      { class: 'actions' },
      el('button', { class: 'button', type: 'button', onclick: () => settle(true) }, 'Use it'),
      el('button', { class: 'button quiet', type: 'button', onclick: () => settle(false) }, 'No, thanks'),
    ),
  );
}
