import { sipUriForm } from './call-park/document';
import { WireFormatError } from './wire-format-error';
import { readXml, type XmlElement } from './xml/read';
import { writeXml, type XmlOutput } from './xml/write';

/** [MS-SIPREGE] 2.2.2: in-band provisioning, what a server tells a user about itself at sign-in. */
export const provisioningEvent = 'vnd-microsoft-provisioning-v2';
/** Of the request and of the reply. */
export const provisioningContentType = 'application/vnd-microsoft-roaming-provisioning-v2+xml';

// Not a slip: *provisioning* in the request, *provision* in the reply, and two namespaces.
const requestNamespace = 'http://schemas.microsoft.com/2006/09/sip/provisioninggrouplist';
const replyNamespace = 'http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification';

const requestLimits = { maxBytes: 8192, maxDepth: 8, maxNodes: 512 };
const replyLimits = { maxBytes: 262_144, maxDepth: 16, maxNodes: 16_384 };
const maxGroups = 64;
const maxValue = 4096;
const nameForm = /^[\w.-]{1,64}$/;

/** [MS-SIPREGE] 2.2.2.5: the groups we know something about, in their spelling on the wire. */
export const provisioningGroups = {
  serverConfiguration: 'ServerConfiguration',
  ucPolicy: 'ucPolicy',
  meetingPolicy: 'meetingPolicy',
  persistentChat: 'persistentChatConfiguration',
} as const;

/** A group with the names of its properties as the server spells them; they are compared without regard to case. */
export interface ProvisionGroup {
  readonly name: string;
  readonly properties: readonly (readonly [name: string, value: string])[];
}

/** Body of the SUBSCRIBE. Throws `WireFormatError` on a name that is none. */
export function buildProvisioningRequest(groups: readonly string[]): string {
  return writeXml([
    'provisioningGroupList',
    { xmlns: requestNamespace },
    ...groups.map((name): XmlOutput => ['provisioningGroup', { name: checkedName(name) }]),
  ]);
}

/**
 * The groups that are asked for, each once, as spelled; 64 at most. `subnet` and `opaque` are passed over. Throws `XmlError` or
 * `WireFormatError`. At most 8,192 bytes.
 */
export function parseProvisioningRequest(body: string): string[] {
  const root = readXml(body.trim(), requestLimits);
  if (root.name !== 'provisioningGroupList') throw new WireFormatError('malformed', root.name);
  const names = new Map<string, string>();
  for (const group of groupsOf(root, 'provisioningGroup')) {
    const name = nameOf(group);
    if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), name);
  }
  return [...names.values()];
}

/** Body of the reply, each group in the shape that it has at Microsoft. Throws `WireFormatError` on a name that is none. */
export function buildProvisioning(groups: readonly ProvisionGroup[]): string {
  return writeXml(['provisionGroupList', { xmlns: replyNamespace }, ...groups.map(written)]);
}

/**
 * Reads all three shapes: `<propertyEntryList><property name>`, `<instance><property name>` and plain children. The first of several
 * properties with one name counts. Values are trimmed; one longer than 4,096 characters is an error. Throws `XmlError` or `WireFormatError`.
 * At most 256 kB and 64 groups.
 */
export function parseProvisioning(body: string): ProvisionGroup[] {
  const root = readXml(body.trim(), replyLimits);
  if (root.name !== 'provisionGroupList') throw new WireFormatError('malformed', root.name);
  return groupsOf(root, 'provisionGroup').map((element) => {
    const properties = new Map<string, readonly [string, string]>();
    for (const [name, value] of propertiesIn(element)) {
      if (value.length > maxValue) throw new WireFormatError('too-long', name);
      if (!properties.has(name.toLowerCase())) properties.set(name.toLowerCase(), [name, value]);
    }
    return { name: nameOf(element), properties: [...properties.values()] };
  });
}

/** The value of a property; undefined if it is not there, or is empty. Names are compared without regard to case. */
export function provisionedProperty(
  groups: readonly ProvisionGroup[],
  group: string,
  property: string,
): string | undefined {
  const found = groups.find(({ name }) => isSame(name, group));
  return found?.properties.find(([name]) => isSame(name, property))?.[1] || undefined;
}

/** What is made of the groups. An address that is no SIP URI is as if it were not there. */
export interface ProvisionedSettings {
  /** Where calls are parked. */
  readonly callParkServerUri?: string;
  /** Whether this user may park calls (`EnableCallPark`). */
  readonly callParkEnabled: boolean;
  /** The server runs without its data centre: calls cannot be parked then. The property `ResiliencyMode` is ours. */
  readonly isInResiliencyMode: boolean;
  /** Where conferences are made. */
  readonly focusFactoryUri?: string;
  readonly persistentChat: {
    readonly enabled: boolean;
    /** `DefaultPersistentChatPoolUri`. */
    readonly defaultUri?: string;
    /** `PersistentChatPoolUris`. */
    readonly uris: readonly string[];
  };
}

export function provisionedSettings(groups: readonly ProvisionGroup[]): ProvisionedSettings {
  const { serverConfiguration, ucPolicy, persistentChat } = provisioningGroups;
  const uri = (group: string, name: string): string | undefined =>
    [provisionedProperty(groups, group, name)].find((value) => value !== undefined && sipUriForm.test(value));
  const isOn = (group: string, name: string): boolean =>
    provisionedProperty(groups, group, name)?.toLowerCase() === 'true';
  const callParkServerUri = uri(serverConfiguration, 'callParkServerUri');
  const focusFactoryUri = uri(serverConfiguration, 'focusFactoryUri');
  const defaultUri = uri(persistentChat, 'DefaultPersistentChatPoolUri');
  const uris = provisionedProperty(groups, persistentChat, 'PersistentChatPoolUris')?.split(/\s+/) ?? [];
  return {
    ...(callParkServerUri && { callParkServerUri }),
    callParkEnabled: isOn(ucPolicy, 'EnableCallPark'),
    isInResiliencyMode: isOn(serverConfiguration, 'ResiliencyMode'),
    ...(focusFactoryUri && { focusFactoryUri }),
    persistentChat: {
      enabled: isOn(persistentChat, 'EnablePersistentChat'),
      ...(defaultUri && { defaultUri }),
      uris: uris.filter((value) => sipUriForm.test(value)),
    },
  };
}

function written({ name, properties }: ProvisionGroup): XmlOutput {
  const group = (...children: XmlOutput[]): XmlOutput => [
    'provisionGroup',
    { name: checkedName(name) },
    ...children,
  ];
  // [MS-SIPREGE] 2.2.2.5.1: the one group whose properties are elements.
  if (isSame(name, provisioningGroups.serverConfiguration))
    return group(...properties.map(([property, value]): XmlOutput => [checkedName(property), {}, value]));
  if (properties.length === 0) return group();
  const entries = properties.map(([property, value]): XmlOutput => [
    'property',
    { name: checkedName(property) },
    value,
  ]);
  return group([
    isSame(name, provisioningGroups.ucPolicy) ? 'instance' : 'propertyEntryList',
    {},
    ...entries,
  ]);
}

function* propertiesIn(element: XmlElement): Iterable<readonly [string, string]> {
  for (const child of element.children) {
    if (child.name === 'propertyEntryList' || child.name === 'instance') yield* propertiesIn(child);
    else if (child.name === 'property' && child.attributes.name)
      yield [child.attributes.name, child.text.trim()];
    // An element with elements in it is of a form that nobody here reads.
    else if (child.name !== 'property' && child.children.length === 0) yield [child.name, child.text.trim()];
  }
}

function groupsOf(root: XmlElement, element: string): XmlElement[] {
  const groups = root.children.filter(({ name }) => name === element);
  if (groups.length > maxGroups) throw new WireFormatError('too-many', element);
  return groups;
}

function nameOf(group: XmlElement): string {
  const { name } = group.attributes;
  if (name === undefined) throw new WireFormatError('missing', `${group.name}@name`);
  return checkedName(name);
}

function checkedName(name: string): string {
  if (!nameForm.test(name)) throw new WireFormatError('invalid-value', '@name');
  return name;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
