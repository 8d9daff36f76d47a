/** Errors by their names, with the status they have as the answer to a request; those without one are said in events only. */
export const ucwaStatusOf = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  ClientTimeout: 408,
  Conflict: 409,
  Gone: 410,
  PreconditionFailed: 412,
  EntityTooLarge: 413,
  UnsupportedMediaType: 415,
  PreconditionRequired: 428,
  TooManyRequests: 429,
  ServiceFailure: 500,
  ServiceUnavailable: 503,
  Timeout: 504,
  Informational: undefined,
  LocalFailure: undefined,
  RemoteFailure: undefined,
  NotAcceptable: undefined,
} as const;

export type UcwaCode = keyof typeof ucwaStatusOf;

/** Those that this gateway says; clients must expect others. */
export type UcwaSubcode =
  | 'AlreadyExists'
  | 'AnonymousNotAllowed'
  | 'APIVersionNotSupported'
  | 'ApplicationNotFound'
  | 'Busy'
  | 'Canceled'
  | 'ConversationNotFound'
  | 'Declined'
  | 'DestinationNotFound'
  | 'Ended'
  | 'Expired'
  | 'InactiveApplicationExpired'
  | 'MakeMeAvailableRequired'
  | 'Missed'
  | 'ModalityNotSupported'
  | 'NotAcceptable'
  | 'NotAllowed'
  | 'ParameterValidationFailure'
  | 'PGetReplaced'
  | 'TemporarilyUnavailable'
  | 'ThreadIdAlreadyExists'
  | 'Timeout'
  | 'TooManyApplications'
  | 'TooManyConversations'
  | 'Unavailable'
  | 'Unreachable';

/** Why something did not happen: the body of an error, or the `reason` of an event. Only `code` is always there. */
export interface UcwaReason {
  readonly code: string;
  readonly subcode?: string;
  /** For people. */
  readonly message?: string;
  /** What was wrong with which parameter. */
  readonly parameters?: readonly { readonly name: string; readonly reason: string }[];
}
