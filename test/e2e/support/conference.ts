import type { Locator } from 'playwright-core';
import type { Agent } from './people';
import { humming } from './tones';
import type { World } from './world';

export const permissions = ['microphone', 'camera'];
/** What each hums, in hertz; none is a harmonic of another, nor a sum or difference of theirs. */
export const TONES = { alice: 500, bob: 1100, carol: 1900 } as const;

export const part = ({ page }: Agent, name: string): Locator =>
  page.locator(`lync-conversation [part~="${name}"]:visible`);
export const said = (agent: Agent): Locator => part(agent, 'active-speaker');
export const rowOf = (agent: Agent, name: string): Locator =>
  part(agent, 'participant').filter({ hasText: name });
export const inRow = (agent: Agent, name: string, control: string): Locator =>
  rowOf(agent, name).locator(`[part~="${control}"]`);

export async function meet({ page }: Agent, names: string): Promise<void> {
  const form = page.locator('#call-form');
  await form.getByRole('combobox').fill(names);
  await form.getByRole('button').click();
}

/** Opens all about the people. */
export async function openPeople(agent: Agent): Promise<void> {
  await part(agent, 'people-button').click();
  await part(agent, 'list').waitFor();
}

/** Each hums a tone of their own. */
export async function hummingAgents(agent: World['agent']): Promise<readonly [Agent, Agent, Agent]> {
  const signIn = async (user: keyof typeof TONES): Promise<Agent> => {
    const person = await agent(user, { permissions });
    await humming(person.context, TONES[user]);
    // Before the first call nobody has asked for the microphone.
    await person.page.reload();
    await person.page.locator('#link-state[data-state="connected"]').waitFor();
    return person;
  };
  return Promise.all([signIn('alice'), signIn('bob'), signIn('carol')]);
}
