// The button that signs a customer in and out.
import { el, initials } from '../shared/dom.js';
import { customer, signIn, signOut } from './customer.js';

export function prepareAccount() {
  const button = document.querySelector('#account');
  if (customer) {
    button.replaceChildren(
      el('span', { class: 'initials', 'aria-hidden': 'true' }, initials(customer.name)),
      el('span', { class: 'name' }, customer.name),
      el('span', { class: 'visually-hidden' }, ', sign out'),
    );
    button.title = 'Sign out';
  }
  button.addEventListener('click', customer ? signOut : signIn);
}
