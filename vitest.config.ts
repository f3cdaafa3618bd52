import { configDefaults, defineConfig } from 'vitest/config';

// What needs a real broker (`test/brokers`) or a real editor (`test/vscode`) has runners of its own: see scripts/check.mjs.
export default defineConfig({
    test: {
        include: ['test/**/*.test.ts'],
        exclude: [...configDefaults.exclude, 'test/vscode/**', 'test/brokers/**'],
        globalSetup: ['test/support/build-cli.ts'],
        setupFiles: ['scripts/polyfill.mjs', 'test/support/properties.ts'],
        // The default leaves one processor idle, which on a small machine is half of them.
        maxWorkers: '100%',
        testTimeout: 20_000,
        hookTimeout: 60_000,
    },
});
