import { defineConfig } from 'vitest/config';

/** The behaviours of brokers on a server that `scripts/brokers.mjs` has started. */
export default defineConfig({
    test: {
        include: ['test/brokers/**/*.contract.ts'],
        globalSetup: ['test/support/temporary-path.ts'],
        setupFiles: ['scripts/polyfill.mjs'],
        // Behaviours wait more than they work, and each has channels of its own.
        maxConcurrency: 12,
        fileParallelism: false,
        testTimeout: 60_000,
        hookTimeout: 60_000,
    },
});
