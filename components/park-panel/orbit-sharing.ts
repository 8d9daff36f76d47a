import type { SessionContract } from '../../src/session/contract';
import type { ParkedCall } from './parked-calls';
import { rowKey } from './row.template';
import { tell, type Person } from './sharing';

interface OrbitSharingHost {
  readonly updateComplete: Promise<boolean>;
  readonly renderRoot: ParentNode;
  readonly session: SessionContract | undefined;
  requestUpdate(): void;
}

interface Message {
  readonly session: SessionContract;
  readonly to: readonly Person[];
  readonly text: string;
  readonly onTold: (name: string) => void;
  readonly onFailed: (name: string, error: unknown) => void;
}

/** Which orbit's sharing is open, and where the focus goes with it. */
export class OrbitSharing {
  /** Nobody was chosen, or what was written is no address. */
  isIncomplete = false;
  #open: string | undefined;

  constructor(private readonly host: OrbitSharingHost) {}

  isOpen(parked: ParkedCall): boolean {
    return this.#open === rowKey(parked);
  }

  /** Closes what belongs to a call that is gone. */
  sync(calls: readonly ParkedCall[]): void {
    if (!calls.some((one) => this.isOpen(one))) this.#open = undefined;
  }

  toggle(parked: ParkedCall): void {
    if (this.isOpen(parked)) return this.close(parked);
    this.isIncomplete = false;
    this.#open = rowKey(parked);
    this.#focus('.share-form input');
  }

  close(parked: ParkedCall): void {
    this.#open = undefined;
    this.#focus(`[data-key="${CSS.escape(rowKey(parked))}"] [part="share"]`);
  }

  complain(): void {
    this.isIncomplete = true;
    this.host.requestUpdate();
  }

  send({ session, to, text, onTold, onFailed }: Message): void {
    for (const { uri, name } of to) {
      tell(session, uri, text).then(
        () => onTold(name),
        (error: unknown) => onFailed(name, error),
      );
    }
  }

  #focus(selector: string): void {
    this.host.requestUpdate();
    void this.host.updateComplete.then(() =>
      this.host.renderRoot.querySelector<HTMLElement>(selector)?.focus(),
    );
  }
}
