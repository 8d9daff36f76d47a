import type { MediaLeg, MediaRoom } from '../../../media';
import type { MenuConfiguration, PromptConfiguration, QuestionConfiguration } from './configuration';
import { playPrompt } from './prompt';

const defaultAttempts = 2;

export interface MenuPeer {
  readonly room: MediaRoom;
  readonly leg: MediaLeg;
  /** The text of a prompt, for those who read. */
  readonly say: (text: string) => void;
}

/** Answers by key; a choice is what its digits mean. A question that is not answered is left out. Ends early with the leg. Never rejects. */
export async function askMenu(menu: MenuConfiguration, peer: MenuPeer): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  if (!(await isConnected(peer.leg))) return answers;
  if (menu.greeting) await tell(menu.greeting, peer);
  for (const question of menu.questions) {
    const answer = await ask(question, peer);
    if (answer !== undefined) answers[question.key] = answer;
  }
  if (menu.closing) await tell(menu.closing, peer);
  return answers;
}

async function tell(prompt: PromptConfiguration, { room, leg, say }: MenuPeer): Promise<void> {
  if (leg.state === 'ended') return;
  say(prompt.text);
  await playPrompt(room, leg, prompt).done;
}

async function ask(question: QuestionConfiguration, peer: MenuPeer): Promise<string | undefined> {
  const { prompt, digits: max = 1, terminator = '#', choices, attempts = defaultAttempts } = question;
  const { room, leg, say } = peer;
  for (let attempt = 1; attempt <= attempts && leg.state !== 'ended'; attempt++) {
    say(prompt.text);
    // Who knows the menu types ahead; who was asked again did not mean what was typed.
    const { digits } = await leg.collectDigits({
      ...{ max, terminator, fresh: attempt > 1 },
      prompt: playPrompt(room, leg, prompt),
    });
    if (digits === '') continue;
    if (!choices) return digits;
    if (Object.hasOwn(choices, digits)) return choices[digits];
  }
  return undefined;
}

function isConnected(leg: MediaLeg): Promise<boolean> {
  if (leg.state === 'connected') return Promise.resolve(true);
  return new Promise((resolve) => {
    leg.onConnected(() => resolve(true));
    leg.onEnded(() => resolve(false));
  });
}
