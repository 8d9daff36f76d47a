/** Where applications are made. */
export const applicationsPath = '/ucwa/oauth/v1/applications';

/** The addresses within one application, relative to the host. */
export class Hrefs {
  readonly application: string;
  readonly communication: string;
  readonly invitations: string;
  readonly me: string;
  readonly people: string;

  constructor(id: string) {
    this.application = `${applicationsPath}/${id}`;
    this.communication = `${this.application}/communication`;
    this.invitations = `${this.communication}/messagingInvitations`;
    this.me = `${this.application}/me`;
    this.people = `${this.application}/people`;
  }

  invitation(id: string): string {
    return `${this.invitations}/${id}`;
  }

  /** Somebody's contact, by their address without the scheme. */
  contact(uri: string): string {
    // With its `@`, as captures have it: some clients read the address from there.
    return `${this.people}/${encodeURIComponent(uri.replace(/^sips?:/i, '')).replace(/%40/g, '@')}`;
  }

  conversation(id: string): ConversationHrefs {
    return new ConversationHrefs(`${this.communication}/conversations/${id}`);
  }
}

export class ConversationHrefs {
  readonly messaging: string;
  readonly typingParticipants: string;
  readonly localParticipant: string;
  readonly participants: string;
  readonly participant: string;

  constructor(readonly self: string) {
    this.messaging = `${self}/messaging`;
    this.typingParticipants = `${this.messaging}/typingParticipants`;
    this.localParticipant = `${self}/localParticipant`;
    this.participants = `${self}/participants`;
    this.participant = `${this.participants}/1`;
  }

  message(number: number): string {
    return `${this.messaging}/messages/${number}`;
  }
}
