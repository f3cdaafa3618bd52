import { configDefaults, defineConfig } from 'vitest/config';

/** How much longer than in the check properties are tried: see test/support/properties.ts. */
const times = Math.max(1, Number(process.env.SLUICE_TIMES ?? 1));

// What needs a real broker (`test/brokers`), PostgreSQL (`test/postgres`) or a real editor (`test/vscode`) has runners of its own: see scripts/check.mjs.
export default defineConfig({
    test: {
        include: ['test/**/*.test.ts'],
        exclude: [...configDefaults.exclude, 'test/vscode/**', 'test/brokers/**', 'test/postgres/**'],
        globalSetup: ['test/support/temporary-path.ts', 'test/support/build-cli.ts'],
        setupFiles: ['scripts/polyfill.mjs', 'test/support/properties.ts'],
        // Files of a worker share what they load, which takes longer than most of them: none may leave anything changed behind.
        isolate: false,
        // What a file is translated into holds until the file changes.
        experimental: { fsModuleCache: true },
        // The default leaves one processor idle, which on a small machine is half of them.
        maxWorkers: '100%',
        testTimeout: 60_000 * times,
        hookTimeout: 60_000,
    },
});
