/** What a context channel must know of the conversation it belongs to: a chat of the contact centre, later a conference. */
export interface ChannelConversation {
  /** `Ms-Conversation-ID`: by default it chooses the window at the other side. */
  readonly id: string;
  readonly state:
    | 'idle'
    | 'incoming'
    | 'establishing'
    | 'established'
    | 'conferenced'
    | 'recovering'
    | 'terminating'
    | 'terminated';
  /** Calls back once, when the last call or conference of the conversation has ended. Returns how to stop listening. */
  onTerminated(listener: (reason: string) => void): () => void;
}

/** The participant's endpoint at the other side. */
export interface ChannelRemote {
  /** Who opens it, as a `From` value, e.g. `"Jane" <sip:contact-7f3a@contoso.com>`; a trusted application. */
  readonly from: string;
  /** The participant's address of record: they send back `From` it (RFC 3261 section 12.2.1.1), and may be nobody else. */
  readonly to: string;
  /** Where the endpoint is now: the contact that takes part in the conversation; undefined while it is not reachable. */
  target(): string | undefined;
}

/** UCMA: ConversationContextChannelEstablishOptions. Limits: name 50 and toast 80 characters, data 4 kB of base64, body under 4 kB. */
export interface EstablishOptions {
  readonly applicationName?: string;
  readonly toast?: string;
  /** Starts the application: text, UTF-8 and base64 on the wire only. */
  readonly contextualData?: string;
  readonly simpleLink?: string;
  readonly applicationInstallerPath?: string;
  /** Another conversation to open the application in. */
  readonly remoteConversationId?: string;
}
