// Runs inside the portal's context pane, in a sandboxed frame: all it has is the channel it was handed.
import { connect } from '/lync-widgets/context-application.js';
import { el } from '/shared/dom.js';

const facts = document.getElementById('facts');
const log = document.getElementById('log');

function show(text) {
  const { contactId, queue, waitedSeconds, browser = {}, verified } = JSON.parse(text);
  const rows = {
    Contact: contactId,
    Queue: queue?.name,
    Waited: `${waitedSeconds} s`,
    Identity: verified ? 'vouched for by the shop' : 'not proven',
    Pages: browser.page?.url,
    Clicks: String(browser.links?.length ?? 0),
  };
  facts.replaceChildren(
    ...Object.entries(rows).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value ?? '–')]),
  );
}

const application = await connect();
document.documentElement.lang = application.language;
document.documentElement.dir = application.direction;
if (application.initialContext) show(application.initialContext);
for (const data of application.data) receive(data);
application.addEventListener('data-received', receive);
application.addEventListener('initial-context-received', () => show(application.initialContext));

function receive({ contentType, body, at = Date.now() }) {
  log.prepend(
    el(
      'li',
      {},
      el('time', {}, new Date(at).toLocaleTimeString()),
      ` ${contentType}, ${body.length} characters`,
    ),
  );
  if (contentType.startsWith('application/vnd.lync-widgets.customer+json')) show(body);
}
