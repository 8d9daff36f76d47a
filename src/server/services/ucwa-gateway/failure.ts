import { ucwaStatusOf, type UcwaCode, type UcwaReason, type UcwaSubcode } from '../../../protocol/ucwa';

/** A request that is not carried out, in the documented form. Its message is for the caller. */
export class UcwaFailure extends Error {
  override readonly name = 'UcwaFailure';
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: UcwaReason['parameters'];

  constructor(
    readonly code: UcwaCode,
    readonly subcode: UcwaSubcode | undefined,
    message: string,
    options: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly parameters?: NonNullable<UcwaReason['parameters']>;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.headers = options.headers ?? {};
    this.parameters = options.parameters;
  }

  /** A parameter that is missing or wrong. */
  static parameter(name: string, reason: string): UcwaFailure {
    return new UcwaFailure('BadRequest', 'ParameterValidationFailure', `${name}: ${reason}`, {
      parameters: [{ name, reason }],
    });
  }

  static noConversation(): UcwaFailure {
    return new UcwaFailure('NotFound', 'ConversationNotFound', 'The conversation is not there any more.');
  }

  static tooLate(): UcwaFailure {
    return new UcwaFailure('Conflict', 'Expired', 'The invitation can not be answered any more.');
  }

  get status(): number {
    return ucwaStatusOf[this.code] ?? 500;
  }

  get reason(): UcwaReason {
    const { code, subcode, message, parameters } = this;
    return { code, ...(subcode && { subcode }), message, ...(parameters && { parameters }) };
  }
}
