import type { SupervisionMode } from '../../../../protocol/supervision';
import type { LegRule, MediaLeg, MediaRoom } from '../../../media';

/** From the first frame on: who begins to listen in is heard by nobody. */
export const silentRule: LegRule = { heard: false, hears: true };
const openRule: LegRule = { heard: true, hears: true };

/** Who hears those who listen in, as the mode of each says. They hear everybody who may be heard by all. */
export class Listeners {
  readonly #modes = new Map<MediaLeg, SupervisionMode>();
  #agents: readonly MediaLeg[] = [];

  constructor(private readonly room: MediaRoom) {}

  /** Also takes another mode; works from the next frame on. */
  set(leg: MediaLeg, mode: SupervisionMode): void {
    this.#modes.set(leg, mode);
    this.#route();
  }

  /** The leg is that of somebody who takes part like the others, or gone. */
  remove(leg: MediaLeg): void {
    if (!this.#modes.delete(leg)) return;
    if (leg.state === 'ended') return;
    for (const agent of this.#agents) this.room.setRoute(agent, leg, undefined);
    this.room.setRule(leg, openRule);
  }

  /** These are the agents now: a whisper reaches also who comes after it began. */
  setAgents(agents: readonly MediaLeg[]): void {
    for (const gone of this.#agents.filter((leg) => !agents.includes(leg) && leg.state !== 'ended'))
      for (const leg of this.#modes.keys()) this.room.setRoute(gone, leg, undefined);
    this.#agents = agents;
    this.#route();
  }

  get heardByAll(): readonly MediaLeg[] {
    return [...this.#modes].filter(([, mode]) => mode === 'barge').map(([leg]) => leg);
  }

  #route(): void {
    for (const [leg, mode] of this.#modes) {
      if (leg.state === 'ended') continue;
      this.room.setRule(leg, mode === 'barge' ? openRule : silentRule);
      for (const agent of this.#agents)
        if (agent.state !== 'ended') this.room.setRoute(agent, leg, mode === 'whisper' ? true : undefined);
    }
  }
}
