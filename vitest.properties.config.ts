import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import units from './vitest.config.js';

// Among the other tests these are tried with a few samples: here with all.
process.env.SLUICE_TIMES ??= '1';

/** The tests that look at as many samples as there is time for. */
const drawing = (readdirSync('test', { recursive: true }) as string[]).map(path => `test/${path.replaceAll('\\', '/')}`)
    .filter(path => path.endsWith('.test.ts') && /import \{[^}]*\b(?:samples|someOf)\b[^}]*\} from '[^']+\/properties\.js'/.test(readFileSync(path, 'utf8')));

// Whoever looks at so many may wait for them, on a busy machine, too.
export default defineConfig({ test: { ...units.test, include: drawing, testTimeout: 5 * units.test!.testTimeout! } });
