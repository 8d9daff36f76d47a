import type { ConferenceSnapshot } from '../../src/session/contract';
import type { Question } from './roster-view';

interface Choice {
  /** URI of the row that shows more. */
  open: string | undefined;
  /** URI of the row that Tab goes to. */
  current: string | undefined;
  question: Question | undefined;
}

/** Which person is looked at, and what is being asked. */
export class RosterChoice implements Choice {
  open: string | undefined;
  current: string | undefined;
  question: Question | undefined;

  constructor(private readonly requestUpdate: () => void) {}

  set(choice: Partial<Choice>): void {
    const isNew = (Object.keys(choice) as (keyof Choice)[]).some((key) => choice[key] !== this[key]);
    Object.assign(this, choice);
    if (isNew) this.requestUpdate();
  }

  /** Before an update: what does not fit the roster any more is gone. */
  settle(conference: ConferenceSnapshot | undefined): void {
    const people = conference?.participants ?? [];
    const isThere = (uri: string | undefined): boolean => people.some((one) => one.uri === uri);
    if (!isThere(this.open)) this.open = undefined;
    if (!isThere(this.current)) this.current = people[0]?.uri;
    const { question } = this;
    const mayAsk = conference?.state === 'connected' && conference.role === 'presenter';
    if (!mayAsk || (question?.act === 'eject' && question.uri !== this.open)) this.question = undefined;
  }
}
