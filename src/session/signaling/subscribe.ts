import type { Core } from 'sip.js';
import type { Connection } from './connection';
import { parseAddress, ReceivedRequest, ReceivedResponse } from './sip-messages';
import type { SubscribeOptions, Subscription } from './signaling';

/** RFC 6665. The library refreshes by itself before the granted time is over. */
export function subscribe(connection: Connection, to: string, options: SubscribeOptions): Subscription {
  let over = false;
  let subscription: Core.Subscription | undefined;
  const end = (response?: Core.IncomingResponse) => {
    if (over) return;
    over = true;
    options.onEnded(response && new ReceivedResponse(response.message));
  };
  const notified = (request: Core.IncomingNotifyRequest) => {
    request.accept();
    if (!over) options.onNotify(new ReceivedRequest(request.message));
  };
  const message = connection.makeRequest('SUBSCRIBE', parseAddress(to), {
    headers: [
      ['Event', options.event],
      ['Expires', String(options.expires)],
      ['Accept', options.accept],
      connection.contact,
      ...(options.headers ?? []),
    ],
  });
  const request = connection.core.subscribe(message, {
    onNotify: ({ request: notify, subscription: created }) => {
      subscription = created;
      notified(notify);
      if (!created) return end();
      created.delegate = {
        onNotify: (next) => {
          notified(next);
          if (/^\s*terminated/i.test(next.message.getHeader('subscription-state') ?? '')) end();
        },
        onTerminated: () => end(),
      };
      created.autoRefresh = true;
    },
    onNotifyTimeout: () => end(),
    onRedirect: end,
    onReject: end,
  });
  return {
    unsubscribe: () => {
      if (over) return;
      over = true;
      if (subscription) subscription.unsubscribe();
      else request.waitNotifyStop();
    },
  };
}
