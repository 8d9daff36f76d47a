import type { Locator } from 'playwright-core';
import type { Agent } from './people';

/** A room in the list of rooms. */
export const inList = ({ page }: Agent, room: string): Locator =>
  page.locator('lync-rooms [part="room"]').filter({ has: page.locator('.name', { hasText: room }) });
/** Of the room that is open. */
export const inRoom = ({ page }: Agent, part: string): Locator => page.locator(`lync-room [part~="${part}"]`);
export const said = (agent: Agent, text: string | RegExp): Locator =>
  inRoom(agent, 'message').filter({ hasText: text });

export async function open(agent: Agent, room: string): Promise<void> {
  await inList(agent, room).click();
  await agent.page.locator('lync-room h2').filter({ hasText: room }).waitFor();
  await inRoom(agent, 'input').waitFor();
}

export async function say(agent: Agent, text: string): Promise<void> {
  await inRoom(agent, 'input').fill(text);
  await inRoom(agent, 'input').press('Enter');
}
