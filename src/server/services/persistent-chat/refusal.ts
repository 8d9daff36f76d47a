import { buildDiagnostics } from '../../../protocol/diagnostics';
import { xccosResults, type XccosResultName } from '../../../protocol/xccos';

/** A command is not done, and why: becomes the `resp` of its reply. */
export class ChatRefusal extends Error {
  override readonly name = 'ChatRefusal';
  constructor(
    readonly code: Exclude<XccosResultName, 'ok'>,
    options?: { readonly cause?: unknown },
  ) {
    super(xccosResults[code][1], options);
  }
}

/**
 * Why an INFO is refused: SIP status, and our error id in `ms-diagnostics`; both stable. None of the statuses ends the dialog it is sent in
 * (RFC 5057 section 5.1).
 */
const infoRefusals = {
  malformed: [400, 52001],
  'forged-author': [403, 52002],
  'no-such-room': [403, 52003],
  'may-not-post': [403, 52004],
  'too-large': [413, 52005],
  'too-fast': [429, 52006],
  'not-stored': [503, 52007],
  'not-allowed': [403, 52008],
  'wrong-type': [415, 52009],
  draining: [503, 52010],
  'too-many-sessions': [403, 52011],
} as const;

export type InfoRefusalCode = keyof typeof infoRefusals;

export function infoRefusal(
  code: InfoRefusalCode,
  detail?: string,
): { status: number; headers: [string, string][] } {
  const [status, id] = infoRefusals[code];
  const reason = detail === undefined ? code : `${code}: ${detail}`;
  return {
    status,
    headers: [['ms-diagnostics', buildDiagnostics(id, { source: 'persistent-chat', reason })]],
  };
}
