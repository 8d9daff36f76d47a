import type { LegRule } from '../media-service';

const OPEN: LegRule = { heard: true, hears: true };

/**
 * Who hears whom: each member's own rule, and exceptions for single pairs. Without any, everybody hears everybody else (N-1). Silent
 * monitoring is the rule `{ heard: false, hears: true }`; whispering adds one exception, barging in is the open rule.
 */
export class Routes<Member> {
  readonly #rules = new Map<Member, LegRule>();
  readonly #exceptions = new Map<Member, Map<Member, boolean>>();

  setRule(member: Member, rule: LegRule): void {
    this.#rules.set(member, { ...rule });
  }

  rule(member: Member): LegRule {
    return this.#rules.get(member) ?? OPEN;
  }

  set(listener: Member, speaker: Member, heard: boolean | undefined): void {
    const own = this.#exceptions.get(listener);
    if (heard === undefined) {
      own?.delete(speaker);
      if (own?.size === 0) this.#exceptions.delete(listener);
    } else if (own) {
      own.set(speaker, heard);
    } else {
      this.#exceptions.set(listener, new Map([[speaker, heard]]));
    }
  }

  hears(listener: Member, speaker: Member): boolean {
    if (listener === speaker) return false;
    return (
      this.#exceptions.get(listener)?.get(speaker) ?? (this.rule(speaker).heard && this.rule(listener).hears)
    );
  }

  hasExceptions(listener: Member): boolean {
    return this.#exceptions.has(listener);
  }

  remove(member: Member): void {
    this.#rules.delete(member);
    this.#exceptions.delete(member);
    for (const listener of [...this.#exceptions.keys()]) this.set(listener, member, undefined);
  }
}
