import type { SipResponse } from '../../sip/message';

/** 4xx that tell the caller how to do better (RFC 3261, 16.7, step 6) come first, those that say nothing last. */
const informative = new Set([401, 407, 415, 420, 484]);
const silent = new Set([408, 480, 487]);

function rank(status: number): number {
  if (status >= 600) return 0;
  const within = informative.has(status) ? 1 : silent.has(status) ? 3 : 2;
  return Math.floor(status / 100) * 10 + within;
}

/** The final response to forward when every branch has failed: the first of the best. `responses` is not empty. */
export function bestResponse(responses: readonly SipResponse[]): SipResponse {
  const best = responses.reduce((a, b) => (rank(b.status) < rank(a.status) ? b : a));
  if (best.status === 401 || best.status === 407) collectChallenges(best, responses);
  return best;
}

/** RFC 3261, 16.7, step 7: the caller may have to answer the challenges of several branches at once. */
function collectChallenges(best: SipResponse, responses: readonly SipResponse[]): void {
  for (const other of responses) {
    if (other === best || (other.status !== 401 && other.status !== 407)) continue;
    for (const name of ['WWW-Authenticate', 'Proxy-Authenticate']) {
      for (const value of other.headers.getAll(name)) best.headers.append(name, value);
    }
  }
}
