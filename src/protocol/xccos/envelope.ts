import { WireFormatError } from '../wire-format-error';
import { childOf, readXml, type XmlElement, type XmlLimits } from '../xml/read';
import { writeXml, type XmlOutput } from '../xml/write';
import { dataElement, readData } from './data';
import { messageElement, readMessage } from './message';
import { xccosNamespace, xccosVersion } from './names';
import type { CommandId, Decimal, XccosEnvelope, XccosPrimitive } from './types';

/** A page of history is the largest thing there is. */
const defaults: XmlLimits = { maxBytes: 1_048_576, maxDepth: 12, maxNodes: 60_000 };
const decimalForm = /^\d{1,20}$/;

/**
 * Reads an envelope; what kinds of primitives it does not know it passes over. Throws `XmlError` (not well-formed, beyond the limits) or
 * `WireFormatError`, whose path names the place.
 */
export function parseXccos(body: string, limits: XmlLimits = {}): XccosEnvelope {
  const root = readXml(body.trim(), { ...defaults, ...limits });
  if (root.name !== 'xccos') throw new WireFormatError('malformed', root.name);
  const envid = root.attributes['envid'] ?? '';
  if (!decimalForm.test(envid)) throw new WireFormatError('invalid-value', '@envid');
  return { envid, primitives: root.children.flatMap((child) => readPrimitive(child) ?? []) };
}

/** Writes an envelope. Keep to one kind of primitive in each, and to one `grpchat`: old clients read no more. */
export function formatXccos({ envid, primitives }: XccosEnvelope): string {
  return wrapXccos(envid, primitives.map(formatPrimitive).join(''));
}

/** One primitive without its envelope: what goes to many is written once. */
export function formatPrimitive(primitive: XccosPrimitive): string {
  return writeXml(primitiveElement(primitive));
}

/** An envelope around what `formatPrimitive` has written. */
export function wrapXccos(envid: Decimal, primitives: string): string {
  return `<xccos ver="${xccosVersion}" envid="${envid}" xmlns="${xccosNamespace}">${primitives}</xccos>`;
}

function readPrimitive(element: XmlElement): XccosPrimitive | undefined {
  const seqid = element.attributes['seqid'] ?? '1';
  switch (element.name) {
    case 'cmd':
    case 'ntc':
      return { kind: element.name, name: nameOf(element), seqid, data: readData(childOf(element, 'data')) };
    case 'rpl': {
      const response = childOf(element, 'resp');
      const code = response?.attributes['code'] ?? '';
      const commandId = readCommandId(childOf(element, 'commandid'));
      return {
        kind: 'rpl',
        name: nameOf(element),
        seqid,
        ...(commandId && { commandId }),
        code: /^\d{3}$/.test(code) ? Number(code) : 500,
        text: response?.text.trim() ?? '',
        data: readData(childOf(element, 'data')),
      };
    }
    case 'grpchat':
      return { kind: 'grpchat', seqid, message: readMessage(element) };
    default:
      return undefined;
  }
}

/** Names are compared without regard to case. One source spells the reply to getserverinfo otherwise. */
function nameOf(element: XmlElement): string {
  const id = (element.attributes['id'] ?? '').toLowerCase();
  const prefix = `${element.name}:`;
  if (!id.startsWith(prefix)) throw new WireFormatError('invalid-value', `${element.name}/@id`);
  const name = id.slice(prefix.length);
  return name === 'getservinfo' ? 'getserverinfo' : name;
}

function readCommandId(element: XmlElement | undefined): CommandId | undefined {
  const envid = element?.attributes['envid'] ?? '';
  return element && decimalForm.test(envid)
    ? { seqid: element.attributes['seqid'] ?? '1', envid }
    : undefined;
}

function primitiveElement(primitive: XccosPrimitive): XmlOutput {
  const { kind, seqid } = primitive;
  if (kind === 'grpchat') return messageElement('grpchat', primitive.message, seqid);
  const attributes = { id: `${kind}:${primitive.name}`, seqid };
  const data = dataElement(primitive.data);
  if (kind !== 'rpl') return [kind, attributes, data];
  const { commandId, code, text } = primitive;
  return [
    kind,
    attributes,
    ...(commandId ? [['commandid', { seqid: commandId.seqid, envid: commandId.envid }] as const] : []),
    ['resp', { code: String(code) }, text],
    data,
  ];
}
