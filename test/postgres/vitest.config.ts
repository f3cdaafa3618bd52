import { defineConfig } from 'vitest/config';

// Run by scripts/postgres.mjs, which starts the server.
export default defineConfig({
    test: {
        include: ['test/postgres/**/*.test.ts'],
        setupFiles: ['scripts/polyfill.mjs', 'test/support/properties.ts'],
        globalSetup: ['test/support/temporary-path.ts'],
        isolate: false,
        maxWorkers: '100%',
        testTimeout: 60_000,
        hookTimeout: 60_000,
    },
});
