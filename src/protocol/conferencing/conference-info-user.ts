import { WireFormatError } from '../wire-format-error';
import { childOf, childText, type XmlElement } from '../xml/read';
import type { XmlOutput } from '../xml/write';
import { attributeOf, readBoolean, readState, type ElementState } from './conference-info-elements';
import {
  conferenceNamespaces,
  endpointStatuses,
  type ConferenceEndpointStatus,
} from './conference-info-names';

const directions = ['sendrecv', 'sendonly', 'recvonly', 'inactive'] as const;

/** One stream of an endpoint. `undefined` is "not in the document". */
export interface ConferenceMedia {
  readonly id: string;
  readonly state?: ElementState;
  /** `audio`, `video`, `chat`. */
  readonly type?: string;
  readonly label?: string;
  /** Seen from the endpoint. */
  readonly status?: (typeof directions)[number];
  /** `block`: the MCU drops what the endpoint sends (muted by the server). */
  readonly ingressFilter?: 'block' | 'unblock';
  /** `block`: the MCU sends nothing to the endpoint. */
  readonly egressFilter?: 'block' | 'unblock';
  /** Ours: this person is heard now. */
  readonly isTalking?: boolean;
}

/** One connection of a user: to the focus or to an MCU. */
export interface ConferenceEndpoint {
  /** GUID or URI, unique within the user. */
  readonly entity: string;
  readonly state?: ElementState;
  /** `focus`, `chat` or `audio-video`. */
  readonly sessionType?: string;
  /** Where a dial-out goes. */
  readonly endpointUri?: string;
  readonly status?: ConferenceEndpointStatus;
  readonly joiningMethod?: string;
  readonly media?: readonly ConferenceMedia[];
}

export interface ConferenceUser {
  /** SIP address of record. */
  readonly entity: string;
  readonly state?: ElementState;
  readonly displayName?: string;
  /** `presenter` or `attendee`; in requests the wanted one. */
  readonly roles?: readonly string[];
  readonly endpoints?: readonly ConferenceEndpoint[];
}

/** A `user` of a document or of a command. Throws `WireFormatError`. */
export function readUser(element: XmlElement): ConferenceUser {
  const displayName = childText(element, 'display-text');
  const roles = childOf(element, 'roles');
  const endpoints = element.children.filter(({ name }) => name === 'endpoint');
  return {
    entity: entityOf(element),
    state: readState(element),
    ...(displayName !== undefined && { displayName }),
    ...(roles && { roles: readRoles(roles) }),
    ...(endpoints.length > 0 && { endpoints: endpoints.map(readEndpoint) }),
  };
}

/** The entries of `roles` or `user-roles`. */
export function readRoles(element: XmlElement): string[] {
  return element.children.filter(({ name }) => name === 'entry').map(({ text }) => text.trim());
}

export function readEndpoint(element: XmlElement): ConferenceEndpoint {
  const sessionType = attributeOf(element, 'session-type');
  const endpointUri = attributeOf(element, 'endpoint-uri');
  const status = endpointStatuses.find((each) => each === childText(element, 'status'));
  const joiningMethod = childText(element, 'joining-method');
  const media = element.children.filter(({ name }) => name === 'media');
  return {
    entity: entityOf(element),
    state: readState(element),
    ...(sessionType && { sessionType }),
    ...(endpointUri && { endpointUri }),
    ...(status && { status }),
    ...(joiningMethod && { joiningMethod }),
    ...(media.length > 0 && { media: media.map(readMedia) }),
  };
}

export function readMedia(element: XmlElement): ConferenceMedia {
  const id = attributeOf(element, 'id')?.trim();
  if (!id) throw new WireFormatError('missing', 'media@id');
  const type = childText(element, 'type');
  const label = childText(element, 'label');
  const status = directions.find((each) => each === childText(element, 'status'));
  const ingressFilter = readFilter(element, 'media-ingress-filter');
  const egressFilter = readFilter(element, 'media-egress-filter');
  const isTalking = readBoolean(element, 'talking');
  return {
    id,
    state: readState(element),
    ...(type && { type }),
    ...(label && { label }),
    ...(status && { status }),
    ...(ingressFilter && { ingressFilter }),
    ...(egressFilter && { egressFilter }),
    ...(isTalking !== undefined && { isTalking }),
  };
}

function readFilter(element: XmlElement, name: string): 'block' | 'unblock' | undefined {
  const text = childText(element, name);
  return text === 'block' || text === 'unblock' ? text : undefined;
}

function entityOf({ attributes, name }: XmlElement): string {
  const entity = attributes.entity?.trim();
  if (!entity) throw new WireFormatError('missing', `${name}@entity`);
  return entity;
}

const { info, lync, msci } = conferenceNamespaces;

/** Declares the namespaces itself, so that it may stand in any document. In requests leave `state` out. */
export function writeUser(user: ConferenceUser): XmlOutput {
  const { displayName, endpoints = [], entity, roles, state } = user;
  const children: XmlOutput[] = [];
  if (displayName !== undefined) children.push(['display-text', {}, displayName]);
  if (roles) children.push(['roles', {}, ...roles.map((role): XmlOutput => ['entry', {}, role])]);
  return ['user', { xmlns: info, entity, state }, ...children, ...endpoints.map(writeEndpoint)];
}

export function writeEndpoint(endpoint: ConferenceEndpoint): XmlOutput {
  const { endpointUri, entity, joiningMethod, media = [], sessionType, state, status } = endpoint;
  const children: XmlOutput[] = [];
  if (status) children.push(['status', {}, status]);
  if (joiningMethod) children.push(['joining-method', {}, joiningMethod]);
  return [
    'endpoint',
    {
      xmlns: info,
      ...(sessionType && { 'xmlns:msci': msci }),
      entity,
      state,
      'msci:session-type': sessionType,
      'endpoint-uri': endpointUri,
    },
    ...children,
    ...media.map(writeMedia),
  ];
}

/** In the order of RFC 4575 section 5.8, then the extensions. */
export function writeMedia(media: ConferenceMedia): XmlOutput {
  const { egressFilter, id, ingressFilter, isTalking, label, state, status, type } = media;
  const children: XmlOutput[] = [];
  if (type) children.push(['type', {}, type]);
  if (label) children.push(['label', {}, label]);
  if (status) children.push(['status', {}, status]);
  if (ingressFilter) children.push(['media-ingress-filter', { xmlns: msci }, ingressFilter]);
  if (egressFilter) children.push(['media-egress-filter', { xmlns: msci }, egressFilter]);
  if (isTalking !== undefined) children.push(['talking', { xmlns: lync }, String(isTalking)]);
  return ['media', { xmlns: info, id, state }, ...children];
}
