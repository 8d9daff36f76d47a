export interface Person {
  /** Address of record. */
  readonly uri: string;
  readonly name?: string;
}

/** Who there is in the domain: users, and applications that chat. */
export interface PeopleDirectory {
  /** Undefined for an address that nobody has. */
  find(uri: string): Person | undefined;
  /** Those whose name or address holds the text, by name. */
  search(text: string, limit: number): readonly Person[];
}

/** A directory of a list. */
export function peopleDirectory(people: readonly Person[]): PeopleDirectory {
  const byUri = new Map(people.map((person) => [person.uri, person]));
  const sorted = [...people].sort((a, b) => (a.name ?? a.uri).localeCompare(b.name ?? b.uri));
  return {
    find: (uri) => byUri.get(uri),
    search: (text, limit) => {
      const wanted = text.trim().toLowerCase();
      return sorted
        .filter(({ uri, name }) => `${name ?? ''} ${uri.slice('sip:'.length)}`.toLowerCase().includes(wanted))
        .slice(0, limit);
    },
  };
}
