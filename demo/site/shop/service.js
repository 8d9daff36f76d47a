// The service page: its chat button asks another queue, whose agents see the same customer.
import { el } from '../shared/dom.js';
import { prepareAccount } from './account.js';
import { basket, prepareBasket } from './basket.js';
import { prepareChat } from './chat.js';

const topics = {
  delivery: ['Delivery', 'We call the day before. Two people carry it up; you show them where.'],
  returns: ['Returns', 'Thirty days. We collect it, used or not, and the money is back within a week.'],
  repairs: ['Repairs', 'Tell us what broke and since when: we know which part it needs.'],
  care: ['Care', 'Oil oak once a year, wash linen at thirty degrees, and forgive small stains.'],
};

const [title, answer] = topics[new URL(location.href).searchParams.get('topic')] ?? [];
if (title) {
  document.title = `${title} · Contoso Living`;
  document.querySelector('#title').textContent = title;
  document.querySelector('#answer').textContent = answer;
}
document
  .querySelector('#topics')
  .replaceChildren(
    ...Object.entries(topics).map(([id, [name]]) =>
      el(
        'li',
        {},
        el(
          'a',
          { href: `/shop/service.html?topic=${id}`, 'aria-current': name === title ? 'page' : undefined },
          name,
        ),
      ),
    ),
  );

const chat = prepareChat({ topic: title, basket });
document.querySelector('#ask').addEventListener('click', () => chat.open());
prepareAccount();
prepareBasket();
