// How many round trips a person waits for: the same act with and without an injected 100 ms, in paired runs; the difference divided by 100 ms.
// A new connection's TCP handshake counts as one; TLS, which loopback does not have, would add one more to it.
import { chromium } from 'playwright-core';
import { findChromium } from '../scripts/chromium.mjs';
import { startDelayProxy } from './lib/delay-proxy.mjs';
import { freePort, median } from './lib/processes.mjs';
import { startOurs } from './lib/servers.mjs';

/** Milliseconds. */
export const INJECTED = 100;
export const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Cold click to first confirmed message: the page is open, nothing of the chat was loaded; the message is there as soon as it can be typed. */
async function clickToConfirmed(browser, shop, roundTrip, delay) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    delay.roundTrip = 0;
    await page.goto(`${shop}/shop/`, { waitUntil: 'networkidle' });
    delay.roundTrip = roundTrip;
    return await page.evaluate(async () => {
      const inside = (selector, root = document) => {
        const found = root.querySelector(selector);
        if (found) return found;
        for (const element of root.querySelectorAll('*')) {
          const deeper = element.shadowRoot && inside(selector, element.shadowRoot);
          if (deeper) return deeper;
        }
        return undefined;
      };
      const until = async (find) => {
        for (const deadline = performance.now() + 15_000; performance.now() < deadline;) {
          const found = find();
          if (found) return found;
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        throw new Error('nothing happened for 15 seconds');
      };
      const started = performance.now();
      inside('button', document.querySelector('lync-chat-button').shadowRoot).click();
      const input = await until(() => inside('textarea'));
      input.value = 'Hello';
      input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      await new Promise((resolve) => requestAnimationFrame(resolve));
      inside('[part="send"]').click();
      await until(() => inside('.delivery.done'));
      return performance.now() - started;
    });
  } finally {
    await context.close();
  }
}

/** Accept to context shown, on the agent's side. */
async function acceptToContext(browser, shop, agentBase, roundTrip, delay) {
  const agentContext = await browser.newContext();
  const visitorContext = await browser.newContext();
  try {
    delay.roundTrip = 0;
    const agent = await agentContext.newPage();
    await agent.goto(`${agentBase}/agent/?user=alice`);
    await agent.locator('#link-state[data-state="connected"]').waitFor();
    const visitor = await visitorContext.newPage();
    await visitor.goto(`${shop}/shop/`);
    await visitor.locator('lync-chat-button button').first().click();
    await visitor.locator('textarea').fill('Hello');
    await visitor.locator('[part="send"]').click();
    await agent.locator('lync-invitations [part="accept"]').waitFor();
    delay.roundTrip = roundTrip;
    const elapsed = await agent.evaluate(async () => {
      const accept = document.querySelector('lync-invitations').shadowRoot.querySelector('[part="accept"]');
      const started = performance.now();
      accept.click();
      // The card is there at once, empty; the context is shown when it says what page the visitor looks at.
      const shown = () =>
        [...document.querySelectorAll('contoso-customer-card')].some((card) =>
          card.textContent.includes('Looks at'),
        );
      while (!shown()) await new Promise((resolve) => requestAnimationFrame(resolve));
      return performance.now() - started;
    });
    return elapsed;
  } finally {
    await visitorContext.close();
    await agentContext.close();
  }
}

/** One act against a server of its own, so that nothing of the one before is left. */
export async function fresh(act, roundTrip) {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const server = await startOurs(0, { allowedOrigins: [base] });
  const proxy = await startDelayProxy(port, Number(new URL(server.http).port));
  try {
    return await act(base, roundTrip, proxy.delay);
  } finally {
    await proxy.stop();
    await server.stop();
  }
}

export async function benchRoundTrips({ pairs = 5 } = {}) {
  const browser = await chromium.launch({ executablePath: await findChromium(), args });
  const measure = async (name, act) => {
    const trips = [];
    // The first of all is thrown away: it compiles what the others find compiled.
    await fresh(act, 0);
    for (let pair = 0; pair < pairs; pair++) {
      const without = await fresh(act, 0);
      const withDelay = await fresh(act, INJECTED);
      trips.push((withDelay - without) / INJECTED);
      console.log(
        `  ${name}: ${without.toFixed(0)} ms, with ${INJECTED} ms injected ${withDelay.toFixed(0)} ms: ${trips.at(-1).toFixed(2)} round trips`,
      );
    }
    return {
      roundTrips: Number(median(trips).toFixed(2)),
      runs: trips.map((value) => Number(value.toFixed(2))),
    };
  };
  try {
    return {
      coldClickToConfirmedMessage: await measure('click to confirmed message', (base, trip, delay) =>
        clickToConfirmed(browser, base, trip, delay),
      ),
      acceptToContextShown: await measure('accept to context shown', (base, trip, delay) =>
        acceptToContext(browser, base, base, trip, delay),
      ),
    };
  } finally {
    await browser.close();
  }
}
