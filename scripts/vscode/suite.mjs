import { existsSync, readFileSync } from 'node:fs';
import { installEditor } from './install.mjs';

/**
 * Opens a page of VS Code that runs a suite, waits until VS Code says that it has ended, and prints what became of each test, with the
 * sum at the end. Throws where there are no results after `timeLimit` milliseconds. `whenFailed` is called where a test failed, or where
 * nothing came of them.
 */
export async function runSuite(page, { address, results, timeLimit, whenFailed = () => undefined }) {
    const ended = new Promise(resolve => setTimeout(() => resolve('time-out'), timeLimit).unref());
    const exited = new Promise((resolve, reject) => {
        page.exposeFunction('codeAutomationLog', () => undefined).catch(reject);
        page.exposeFunction('codeAutomationExit', code => resolve(code)).catch(reject);
    });
    await page.goto(address);
    const code = await Promise.race([exited, ended]);
    if (!existsSync(results)) {
        whenFailed();
        if (process.env.SLUICE_VSCODE_PICTURE) await page.screenshot({ path: process.env.SLUICE_VSCODE_PICTURE });
        throw new Error(`VS Code ended (${code}) without results.`);
    }
    reportResults(results, whenFailed);
}

/** Prints what became of each test by the file of `results`, with the sum at the end, and decides about the exit code. */
export function reportResults(results, whenFailed = () => undefined) {
    const { passed, failures } = JSON.parse(readFileSync(results, 'utf8'));
    for (const name of passed) console.log(`✓ ${name}`);
    for (const { name, message } of failures) console.log(`✗ ${name}\n  ${message.replaceAll('\n', '\n  ')}`);
    if (failures.length > 0) whenFailed();
    console.log(`${passed.length} passed, ${failures.length} failed`);
    process.exitCode = failures.length === 0 && passed.length > 0 ? 0 : 1;
}

/** Installs what tests in an editor need; where that cannot be had, `what` is skipped, and said why. SLUICE_VSCODE=required makes that a failure. */
export function installEditorOrSkip(what) {
    try {
        return installEditor();
    } catch (error) {
        console.log(`${what} are skipped: ${error.message}.`);
        const required = process.env.SLUICE_VSCODE === 'required';
        console.log(required ? '0 passed, 1 failed' : '0 passed, 0 failed, 1 skipped');
        process.exit(required ? 1 : 0);
    }
}
