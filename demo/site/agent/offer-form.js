// The agent's side of an offer. It keeps what the agent is writing while the card around it changes.
import { el } from '../shared/dom.js';

const OFFER = 'application/vnd.contoso.offer+json';

/** `send(contentType, body)` resolves when the visitor's side has taken it. */
export function offerForm(send) {
  const title = el('input', { name: 'title', required: true, maxlength: '80' });
  const discount = el(
    'select',
    { name: 'discount' },
    ...[5, 10, 15, 20].map((percent) => el('option', { value: String(percent) }, `${percent}%`)),
  );
  const button = el('button', { class: 'button small', type: 'submit' });
  const outcome = el('p', { class: 'outcome', role: 'status' });
  let isLive = false;
  let isSending = false;
  let suggested = '';

  const show = () => {
    button.disabled = !isLive || isSending;
    button.textContent = isSending ? 'Sending …' : isLive ? 'Send to visitor' : 'No live channel';
  };

  const submit = async (event) => {
    event.preventDefault();
    isSending = true;
    show();
    const percent = Number(discount.value);
    const code = `CARE-${percent}-${crypto.randomUUID().slice(0, 4).toUpperCase()}`;
    try {
      await send(OFFER, JSON.stringify({ title: title.value, discount: percent, code }));
      outcome.textContent = `✓ The visitor has it: ${percent}% off.`;
    } catch (error) {
      outcome.textContent = `The offer did not reach the visitor (${error.message}). Send it again.`;
    }
    isSending = false;
    show();
  };

  const element = el(
    'form',
    { class: 'offer-form', onsubmit: (event) => void submit(event) },
    el('h4', {}, 'Send an offer'),
    el('label', {}, 'What', title),
    el('div', { class: 'row' }, el('label', {}, 'Discount', discount), button),
    outcome,
  );

  return {
    element,
    update({ product, live }) {
      const suggestion = product ? `${product}, a little less` : 'A little thank-you';
      if (title.value === suggested) title.value = suggestion;
      suggested = suggestion;
      isLive = live;
      show();
    },
  };
}
