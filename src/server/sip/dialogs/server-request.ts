import type { AgentCore } from '../agent-core';
import { newTag } from '../identifiers';
import type { SipRequest, SipResponse } from '../message';
import { addressOfRecord, createResponse, parseNameAddr } from '../message';
import type { ServerTransaction } from '../transactions';
import type { IncomingRequest, RespondOptions } from './types';

/** A request that waits for its answer. */
export class ServerRequest implements IncomingRequest {
  readonly request: SipRequest;
  readonly identity: string | undefined;
  readonly #tag = newTag();

  constructor(
    protected readonly core: AgentCore,
    protected readonly transaction: ServerTransaction,
    /** In a dialog: told of the response before it is sent. */
    private readonly beforeResponse?: (response: SipResponse) => void,
    private readonly contact?: string,
  ) {
    this.request = transaction.request;
    this.identity = assertedIdentity(transaction.request);
  }

  respond(status: number, options: RespondOptions = {}): void {
    const response = buildResponse(this.core, this.request, status, this.#tag, options, this.contact);
    if (!this.transaction.pending) {
      this.core.log.debug('response-too-late', { method: this.request.method, status });
      return;
    }
    this.beforeResponse?.(response);
    this.transaction.respond(response);
  }
}

export function buildResponse(
  core: AgentCore,
  request: SipRequest,
  status: number,
  toTag: string,
  options: RespondOptions,
  contact?: string,
): SipResponse {
  const response = createResponse(request, status, {
    toTag,
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.body === undefined ? {} : { body: options.body }),
  });
  // 12.1.1: a response that makes a dialog repeats the route and says where we are.
  if (contact !== undefined && status > 100 && status < 300) {
    for (const route of request.headers.getAll('Record-Route'))
      response.headers.append('Record-Route', route);
    core.decorate(response, options, contact);
  } else {
    core.decorate(response, options);
  }
  return response;
}

/** RFC 3325: the first SIP URI the edge vouches for. */
export function assertedIdentity(request: SipRequest): string | undefined {
  for (const value of request.headers.list('P-Asserted-Identity')) {
    const uri = parseNameAddr(value)?.uri;
    if (uri !== undefined && /^sips?:/i.test(uri)) return addressOfRecord(uri);
  }
  return undefined;
}
