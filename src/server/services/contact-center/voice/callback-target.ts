import type { CallbackRequest } from '../../../../protocol/callback';
import { addressOfRecord, parseUri } from '../../../sip/message';
import type { CallbackConfiguration } from './configuration';

/** Whom the centre calls. Undefined when the configuration does not allow it: nobody rings at strangers through us. */
export function callbackTarget(
  { phone, uri }: CallbackRequest,
  visitorUri: string,
  { allowed = [], phoneUri }: CallbackConfiguration,
): string | undefined {
  if (phone !== undefined) return phoneUri?.replace('{phone}', phone);
  if (uri === undefined) return visitorUri;
  const asked = addressOfRecord(uri);
  if (asked === visitorUri) return visitorUri;
  const host = parseUri(asked)?.host;
  const isAllowed = allowed.some((pattern) => {
    const anybody = /^sip:\*@(.+)$/i.exec(pattern)?.[1];
    return anybody === undefined ? addressOfRecord(pattern) === asked : anybody.toLowerCase() === host;
  });
  return isAllowed ? asked : undefined;
}
