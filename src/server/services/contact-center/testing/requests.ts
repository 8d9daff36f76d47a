import { createHmac } from 'node:crypto';
import { buildMultipart } from '../../../../protocol/multipart';
import { buildMessageOffer, sdpContentType } from '../../../../protocol/sdp-message';
import { visitorContextContentType } from '../../../../protocol/visitor-context';
import type { World } from './world';

/** What a site's back end hands out; wrong on request. */
export function jws(claims: object, secret = 'site secret', header: object = { alg: 'HS256' }): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part(header)}.${part(claims)}`;
  return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
}

/** The body of an INVITE that shares a context. */
export function withContext(context: string, disposition = 'render;handling=optional') {
  return buildMultipart('mixed', 'b1', [
    { contentType: sdpContentType, body: buildMessageOffer() },
    { contentType: visitorContextContentType, disposition, body: context },
  ]);
}

export async function outcomesOf(world: World): Promise<string[]> {
  const contacts = await world.store.contacts.find({});
  return contacts.map(({ outcome, endReason }) => `${outcome}: ${endReason}`);
}
