/** Where somebody is: the user, and the Contact of the device. */
export interface Place {
  readonly user: string;
  readonly device: string | undefined;
}

/** Contacts of one user that are remembered. */
const remembered = 16;

/** Which Contacts are one endpoint: whoever comes back over another connection joins the focus with the GUID of before. */
export class Endpoints {
  /** By user and Contact: the GUID. */
  readonly #entities = new Map<string, Map<string, string>>();

  joined({ user, device }: Place, entity: string): void {
    if (device === undefined) return;
    const known = this.#entities.get(user) ?? new Map<string, string>();
    this.#entities.set(user, known);
    known.delete(device);
    known.set(device, entity);
    for (const oldest of known.keys()) {
      if (known.size <= remembered) return;
      known.delete(oldest);
    }
  }

  forget(user: string): void {
    this.#entities.delete(user);
  }

  areOne(one: Place, other: Place): boolean {
    if (one.user !== other.user || one.device === undefined || other.device === undefined) return false;
    if (one.device === other.device) return true;
    const known = this.#entities.get(one.user);
    const entity = known?.get(one.device);
    return entity !== undefined && entity === known?.get(other.device);
  }
}
