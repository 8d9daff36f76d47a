// /agent/?trace: what the session says on the wire, below the desk. For the engineer; an agent never sees it.
import { el } from '../shared/dom.js';

if (new URLSearchParams(location.search).has('trace')) {
  await import('/lync-widgets/sip-trace.js');
  const section = el('section', { class: 'trace' }, el('lync-sip-trace', { session: 'session' }));
  section.setAttribute('aria-label', 'SIP trace');
  document.getElementById('session').append(section);
  document.body.classList.add('traced');
}
