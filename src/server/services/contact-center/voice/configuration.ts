/** What an administrator decides about calls. Audio files are names that the media service resolves. */
export interface VoiceConfiguration {
  /** WAV file that waiting and held people hear; music composed by the server itself when absent. */
  readonly music?: string;
  /** Asked of somebody whom the centre calls, before they are queued. */
  readonly menu?: MenuConfiguration;
  /** Visitors may ask to be called. Absent: they may not. */
  readonly callback?: CallbackConfiguration;
}

export interface MenuConfiguration {
  /** Said first. */
  readonly greeting?: PromptConfiguration;
  readonly questions: readonly QuestionConfiguration[];
  /** Said when everything is answered. */
  readonly closing?: PromptConfiguration;
}

export interface PromptConfiguration {
  /** Sent as a notice, for those who read. */
  readonly text: string;
  /** WAV file; a tone when absent. */
  readonly file?: string;
}

export interface QuestionConfiguration {
  /** Key of the answer in the customer card: `data.answers.<key>`. */
  readonly key: string;
  readonly prompt: PromptConfiguration;
  /** Most digits; 1 when absent. */
  readonly digits?: number;
  /** Ends the input before; `#` when absent. */
  readonly terminator?: '#' | '*';
  /** Digits that count, and what they mean. Any input counts when absent. */
  readonly choices?: Readonly<Record<string, string>>;
  /** How often it is asked before it is left out; 2 when absent. */
  readonly attempts?: number;
}

export interface CallbackConfiguration {
  /** Addresses that may be called besides the visitor's own: `sip:bob@contoso.com`, `sip:*@gateway.contoso.com`. */
  readonly allowed?: readonly string[];
  /** Where a phone number is called: `sip:{phone}@gateway.contoso.com`. Absent: nowhere. */
  readonly phoneUri?: string;
  /** How long it rings; 30 when absent. */
  readonly ringSeconds?: number;
  /** How far ahead a call may be asked for; 86,400 when absent. */
  readonly maxDelaySeconds?: number;
}
