import { writeFileSync } from 'node:fs';

interface Test {
    name: string;
    body: () => Promise<void>;
}

const tests: Test[] = [];

/** Adds a test; tests run in the order in which they are added. */
export function test(name: string, body: () => Promise<void>): void {
    tests.push({ name, body });
}

/** Longer than any test takes, and short enough to hear of one that hangs. */
const timeLimit = 60_000;

/** Runs all tests and writes what came of them to the file that SLUICE_TEST_RESULTS names. */
export async function runTests(): Promise<void> {
    const passed: string[] = [];
    const failures: { name: string; message: string }[] = [];
    for (const { name, body } of tests) {
        let timer: NodeJS.Timeout | undefined;
        try {
            await Promise.race([body(), new Promise((_, reject) => timer = setTimeout(() => reject(new Error(`It has not ended within ${timeLimit / 1000} s.`)), timeLimit))]);
            passed.push(name);
        } catch (error) {
            failures.push({ name, message: error instanceof Error ? error.stack ?? error.message : String(error) });
        } finally {
            clearTimeout(timer);
        }
    }
    writeFileSync(process.env.SLUICE_TEST_RESULTS!, JSON.stringify({ passed, failures }));
}

/** Waits until `find` gives something, as editors answer when they are ready; throws after 20 seconds what it waited for. */
export async function eventually<T>(description: string, find: () => Promise<T | undefined> | T | undefined): Promise<T> {
    for (const deadline = Date.now() + 20_000; Date.now() < deadline; await new Promise(resolve => setTimeout(resolve, 50))) {
        const found = await find();
        if (found !== undefined) return found;
    }
    throw new Error(`Waited in vain: ${description}`);
}
