/** Lets everything that is on its way in this process arrive. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Looks again after each turn. What waits for a file takes the machine's time, however many turns that is. */
export async function until(condition: () => boolean, what = 'condition'): Promise<void> {
  const deadline = performance.now() + 4_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`It did not come to this: ${what}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
