import { renderEvents } from '../events/render-events';
import type { PollAnswer, PollRequest } from '../events/event-channel';
import { UcwaFailure } from '../failure';
import { failed, ok, type Answer } from './answer';
import type { Exchange } from './exchange';

/** GET events: waits until there is something to tell, or the client has gone away. */
export async function poll(exchange: Exchange): Promise<Answer> {
  const { application, query, response } = exchange;
  // Asking acknowledges, which is not for who will not get the answer.
  if (exchange.request.method === 'HEAD')
    throw new UcwaFailure('MethodNotAllowed', undefined, 'Events are asked for by GET.', {
      headers: { Allow: 'GET' },
    });
  const request = pollRequest(query);
  const answer = await new Promise<PollAnswer>((resolve) => {
    const leave = application.channel.poll(request, resolve);
    // Who went away before this began waits for nothing.
    if (response.closed) leave();
    else response.once('close', leave);
  });
  if (answer.kind === 'failed') return failed(answer.failure);
  return ok(renderEvents(application.hrefs.application, answer, request.ack));
}

/** DOC EventChannelDetails. Throws `UcwaFailure` for what is no number. */
function pollRequest(query: URLSearchParams): PollRequest {
  const number = (name: string, least: number): number | undefined => {
    const text = query.get(name);
    if (text === null) return undefined;
    if (!/^\d{1,9}$/.test(text) || Number(text) < least)
      throw UcwaFailure.parameter(name, `must be a number of at least ${least}`);
    return Number(text);
  };
  const ack = number('ack', 0);
  if (ack === undefined) throw UcwaFailure.parameter('ack', 'is required');
  const [low, medium] = [number('low', 1), number('medium', 1)];
  const [timeout, priority] = [number('timeout', 1), number('priority', 0)];
  return {
    ack,
    ...(low !== undefined && { low }),
    ...(medium !== undefined && { medium }),
    ...(timeout !== undefined && { timeout }),
    ...(priority !== undefined && { priority }),
  };
}
