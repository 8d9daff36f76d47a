import { defineConfig, mergeConfig } from 'vitest/config';
import endToEnd from './vitest.e2e.config';

// The chat journey and the rooms with Kamailio, two nodes and PostgreSQL in place of the one process of `npm start`.
export default mergeConfig(
  { ...endToEnd, test: { ...endToEnd.test, include: [] } },
  defineConfig({
    test: {
      include: [
        'test/e2e/journey.test.ts',
        'test/e2e/queue.test.ts',
        'test/e2e/reload.test.ts',
        'test/e2e/rooms.test.ts',
        'test/site/**/*.test.ts',
      ],
      env: { LYNC_E2E_EDGE: 'kamailio' },
    },
  }),
);
