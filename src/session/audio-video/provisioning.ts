import { mediaTypeOf } from '../../protocol/content-type';
import { readXml } from '../../protocol/xml/read';
import type { XmlElement } from '../../protocol/xml/read';
import { writeXml } from '../../protocol/xml/write';
import { responseError } from '../failures';
import type { Signaling } from '../signaling/signaling';

const EVENT = 'vnd-microsoft-provisioning-v2';
const CONTENT_TYPE = 'application/vnd-microsoft-roaming-provisioning-v2+xml';
const GROUPS = ['ServerConfiguration', 'meetingPolicy', 'persistentChatConfiguration', 'ucPolicy'];

/** What the pool lets this user do ([MS-SIPREGE] 2.2.2.5). What it does not say is off. */
export interface Provisioning {
  readonly callParkServerUri?: string;
  readonly enableCallPark: boolean;
  /** The pool runs without its data centre: no call park then. The property is ours. */
  readonly isInResiliencyMode: boolean;
  readonly focusFactoryUri?: string;
  readonly defaultPersistentChatUri?: string;
}

/** One SUBSCRIBE that leaves no subscription: its 200 carries the body ([MS-SIPREGE] 4.2.2). Undefined where there is no provisioning. */
export async function fetchProvisioning(
  signaling: Signaling,
  uri: string,
): Promise<Provisioning | undefined> {
  const response = await signaling.request('SUBSCRIBE', uri, {
    headers: [
      ['Event', EVENT],
      ['Accept', CONTENT_TYPE],
      ['Supported', 'com.microsoft.autoextend'],
      ['Supported', 'ms-benotify'],
      ['Proxy-Require', 'ms-benotify'],
      ['Supported', 'ms-piggyback-first-notify'],
      ['Expires', '0'],
    ],
    body: { contentType: CONTENT_TYPE, content: request() },
  });
  // 489: no such event package. 405, 501, 420: a server that is not of Lync's family.
  if ([403, 404, 405, 420, 489, 501].includes(response.status)) return undefined;
  if (response.status >= 300) throw responseError(response);
  return mediaTypeOf(response.contentType) === CONTENT_TYPE ? parseProvisioning(response.body) : undefined;
}

function request(): string {
  return writeXml([
    'provisioningGroupList',
    { xmlns: 'http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist' },
    ...GROUPS.map((name) => ['provisioningGroup', { name }] as const),
  ]);
}

/** Names are compared without regard to case, and values read in all shapes that are known. Throws `XmlError`. */
export function parseProvisioning(body: string): Provisioning {
  const root = readXml(body.trim(), { maxBytes: 65_536, maxDepth: 12, maxNodes: 2048 });
  const groups = root.children.filter(({ name }) => same(name, 'provisionGroup'));
  const values = (group: string): ReadonlyMap<string, string> => {
    const found = new Map<string, string>();
    for (const each of groups) if (same(each.attributes.name, group)) collect(each, found);
    return found;
  };
  const server = values('ServerConfiguration');
  const policy = values('ucPolicy');
  const chat = values('persistentChatConfiguration');
  const callParkServerUri = addressIn(server.get('callparkserveruri'));
  const focusFactoryUri = addressIn(server.get('focusfactoryuri'));
  const chatUri = isTrue(chat.get('enablepersistentchat'))
    ? addressIn(chat.get('defaultpersistentchatpooluri'))
    : undefined;
  return Object.freeze({
    ...(callParkServerUri !== undefined && { callParkServerUri }),
    enableCallPark: isTrue(policy.get('enablecallpark')),
    isInResiliencyMode: isTrue(server.get('resiliencymode')),
    ...(focusFactoryUri !== undefined && { focusFactoryUri }),
    ...(chatUri !== undefined && { defaultPersistentChatUri: chatUri }),
  });
}

/** `<property name="X">v</property>` at any depth, and plain `<X>v</X>`. The first of a name counts. */
function collect(element: XmlElement, found: Map<string, string>): void {
  for (const child of element.children) {
    const name = (same(child.name, 'property') ? (child.attributes.name ?? '') : child.name).toLowerCase();
    if (child.children.length > 0) collect(child, found);
    else if (!found.has(name)) found.set(name, child.text.trim());
  }
}

const same = (a: string | undefined, b: string): boolean => a?.toLowerCase() === b.toLowerCase();
const isTrue = (text: string | undefined): boolean => text?.toLowerCase() === 'true' || text === '1';

function addressIn(text: string | undefined): string | undefined {
  return text !== undefined && /^sips?:[^\s<>"]+$/i.test(text) ? text : undefined;
}
