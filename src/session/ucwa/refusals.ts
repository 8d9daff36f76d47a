import { SessionError } from '../contract';
import { UcwaRefusal } from './http';

/** Nobody knows whether the server has heard of it. */
export function isLost(error: unknown): boolean {
  return error instanceof SessionError && error.code === 'connection-failed';
}

/** The application is there no more: deleted, expired, or the server was started anew. */
export function isGone(error: unknown): error is UcwaRefusal {
  return (
    error instanceof UcwaRefusal &&
    (error.httpStatus === 410 ||
      (error.httpStatus === 404 && error.reason?.subcode === 'ApplicationNotFound'))
  );
}

/**
 * DOC EventChannelDetails: there are too many clients of this user, or of this kind none is wanted. One that came back by itself would only
 * take the place of the next, which would do the same: that is for people to decide.
 */
export function isUnwanted({ reason }: UcwaRefusal): boolean {
  return reason?.subcode === 'TooManyApplications' || reason?.subcode === 'UserAgentNotAllowed';
}

/** Another request of the same client waits for the events now. */
export function isReplaced(error: unknown): boolean {
  return error instanceof UcwaRefusal && error.httpStatus === 409;
}

/** Throws what is no refusal with this status. */
export function ignore(error: unknown, httpStatus: number): void {
  if (!(error instanceof UcwaRefusal) || error.httpStatus !== httpStatus) throw error;
}
