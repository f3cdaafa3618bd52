import { existsSync, readFileSync } from 'node:fs';

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
    const { passed, failures } = JSON.parse(readFileSync(results, 'utf8'));
    for (const name of passed) console.log(`✓ ${name}`);
    for (const { name, message } of failures) console.log(`✗ ${name}\n  ${message.replaceAll('\n', '\n  ')}`);
    if (failures.length > 0) whenFailed();
    console.log(`${passed.length} passed, ${failures.length} failed`);
    process.exitCode = failures.length === 0 && passed.length > 0 ? 0 : 1;
}
