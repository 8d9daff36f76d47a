import { formatVia, type SipRequest } from '../sip/message';
import type { SipConnection } from '../sip/connection';

/** RFC 3581, 4: a client that asks by an empty `rport` is told where its request came from. */
export function answerRport(request: SipRequest, connection: SipConnection): void {
  const via = request.topVia();
  if (via?.params.has('rport') !== true || via.params.get('rport') !== undefined) return;
  const params = new Map(via.params);
  params.set('rport', String(connection.remotePort)).set('received', connection.remoteAddress);
  request.headers.removeFirst('Via');
  request.headers.prepend('Via', formatVia({ ...via, params }));
}
