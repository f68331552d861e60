import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import '../src/node-version.mjs';

// `--mode long` runs what is too long for every day: test/long, and only that.
export default defineConfig(({ mode }) => {
  const long = mode === 'long';
  return {
    root: fileURLToPath(new URL('..', import.meta.url)),
    resolve: {
      // Vite would load graphql's ES modules for us while Yoga and Pothos get its CommonJS; two copies refuse each other's schemas.
      alias: [
        {
          find: /^graphql$/,
          replacement: fileURLToPath(new URL('../node_modules/graphql/index.js', import.meta.url)),
        },
      ],
    },
    test: {
      include: [long ? 'test/long/**/*.test.ts' : 'test/**/*.test.ts'],
      exclude: ['**/node_modules/**', ...(long ? [] : ['test/long/**'])],
      pool: 'forks',
      // No test leaves anything behind in a module, and to load the gateway anew for each file takes longer than most files.
      isolate: false,
      // Some tests wait for processes and sockets.
      maxWorkers: availableParallelism() + 1,
      testTimeout: long ? 600_000 : 20_000,
      hookTimeout: 60_000,
      reporters: ['default'],
      expect: { requireAssertions: true },
    },
  };
});
