import { mediaTypeOf } from '../../protocol/content-type';
import {
  buildProvisioningRequest,
  parseProvisioning,
  provisionedSettings,
  provisioningContentType,
  provisioningEvent,
  provisioningGroups,
} from '../../protocol/provisioning';
import type { ProvisionedSettings } from '../../protocol/provisioning';
import { responseError } from '../failures';
import type { Signaling } from '../signaling/signaling';

/** What decides whether a call can be parked. */
export interface Provisioning {
  readonly callParkServerUri?: string;
  readonly enableCallPark: boolean;
  /** The pool runs without its data centre. */
  readonly isInResiliencyMode: boolean;
}

/** Answers that mean: no such event package, or a server that is not of Lync's family. */
const NONE = [403, 404, 405, 420, 489, 501];

/** One SUBSCRIBE that leaves no subscription: its 200 carries the body ([MS-SIPREGE] 4.2.2). Undefined where there is no provisioning. */
export async function fetchSettings(
  signaling: Signaling,
  uri: string,
): Promise<ProvisionedSettings | undefined> {
  const response = await signaling.request('SUBSCRIBE', uri, {
    headers: [
      ['Event', provisioningEvent],
      ['Accept', provisioningContentType],
      ['Supported', 'com.microsoft.autoextend'],
      ['Supported', 'ms-benotify'],
      ['Proxy-Require', 'ms-benotify'],
      ['Supported', 'ms-piggyback-first-notify'],
      ['Expires', '0'],
    ],
    body: {
      contentType: provisioningContentType,
      content: buildProvisioningRequest(Object.values(provisioningGroups)),
    },
  });
  if (NONE.includes(response.status)) return undefined;
  if (response.status >= 300) throw responseError(response);
  if (mediaTypeOf(response.contentType) !== provisioningContentType) return undefined;
  return provisionedSettings(parseProvisioning(response.body));
}

/** What of the provisioning is about call park. */
export async function fetchProvisioning(
  signaling: Signaling,
  uri: string,
): Promise<Provisioning | undefined> {
  const settings = await fetchSettings(signaling, uri);
  if (!settings) return undefined;
  const { callParkEnabled, callParkServerUri, isInResiliencyMode } = settings;
  return Object.freeze({
    enableCallPark: callParkEnabled,
    isInResiliencyMode,
    ...(callParkServerUri !== undefined && { callParkServerUri }),
  });
}
