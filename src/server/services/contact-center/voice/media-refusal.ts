import { MediaError } from '../../../media';
import { diagnosticsHeader } from '../diagnostics';
import { InvitationRefusal } from '../visitor-invitation';

/** The answer to an INVITE whose media cannot be had. Anything else that went wrong is returned as it is. */
export function mediaRefusal(error: unknown): unknown {
  if (!(error instanceof MediaError)) return error;
  const diagnostics = diagnosticsHeader('media-failed', error.code);
  if (error.code === 'sdp-invalid') return new InvitationRefusal(400, [diagnostics]);
  if (error.code === 'sdp-unsupported') return new InvitationRefusal(488, [diagnostics]);
  return new InvitationRefusal(503, [diagnostics, ['Retry-After', '30']]);
}
