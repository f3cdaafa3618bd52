import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Rejects with what the compiler says. */
async function compile(...options: string[]): Promise<void> {
    const always = ['--ignoreConfig', '--noEmit', '--skipDefaultLibCheck', '--strict', '--target', 'ES2022', '--module', 'NodeNext', 'src/runtime/index.ts'];
    try {
        await promisify(execFile)(process.execPath, ['node_modules/typescript/bin/tsc', ...always, ...options], { cwd: root });
    } catch (error) {
        throw new Error((error as { stdout: string }).stdout, { cause: error });
    }
}

// The runtime is copied into the projects of others, whose compiler may be told anything.
describe('The runtime compiles', () => {
    it('without the types of Node', () => compile('--lib', 'ES2022,DOM', '--types', ''));

    it('with the types of Node alone', () => compile('--lib', 'ES2022', '--types', 'node', '--skipLibCheck'));

    it('under the strictest settings', () => compile(
        '--lib', 'ES2022,DOM', '--types', '', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--noPropertyAccessFromIndexSignature', '--noUnusedLocals',
        '--noUnusedParameters', '--noImplicitReturns', '--noImplicitOverride', '--noFallthroughCasesInSwitch', '--verbatimModuleSyntax', '--isolatedModules',
    ));
});
