import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { createFolder } from '../support/run-cli.js';

const sound = 'context Shop {\n  command PlaceOrder { key orderId: uuid }\n  service Desk { handle PlaceOrder }\n}\n';

/** A command that goes on until it is interrupted; `until` waits for what it says after the last wait. */
function watch(folder: string, words: string[]) {
    const child = spawn(process.execPath, [inject('cliPath'), ...words, '--watch'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    onTestFinished(() => void child.kill('SIGKILL'));
    let said = '';
    let notify = () => undefined as void;
    for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (chunk: string) => {
            said += chunk;
            notify();
        });
    }
    const ended = new Promise<number | null>(resolve => child.once('close', resolve));
    return {
        async until(...wanted: string[]): Promise<string> {
            // What it says at the end of each round; the rest of the round stands before it.
            while (![...wanted, 'Ctrl+C ends'].every(each => said.includes(each))) await new Promise<void>(resolve => notify = resolve);
            const round = said;
            said = '';
            return round;
        },
        async interrupt(): Promise<number | null> {
            child.kill('SIGINT');
            return ended;
        },
    };
}

it('check is done again whenever a specification or the configuration changes, and ends when it is interrupted', async () => {
    const folder = createFolder({ 'shop.sluice': sound, 'sluice.config.json': '{}' });
    const watched = watch(folder, ['check']);
    await watched.until('1 file checked: nothing found.');
    writeFileSync(join(folder, 'shop.sluice'), sound.replace('PlaceOrder {', 'OrderPlaced {').replace('handle PlaceOrder', 'handle OrderPlaced'));
    await watched.until('1 error');
    writeFileSync(join(folder, 'sluice.config.json'), '{ "rules": { "naming/*": "off" } }');
    await watched.until('nothing found');
    // A fault is told, and does not end the watch.
    writeFileSync(join(folder, 'sluice.config.json'), '{ "rules": ');
    await watched.until('sluice.config.json:1:');
    writeFileSync(join(folder, 'sluice.config.json'), '{}');
    await watched.until('1 error');
    expect(await watched.interrupt()).toBe(0);
});

it('generate writes again what follows from a change', async () => {
    const folder = createFolder({ 'shop.sluice': sound });
    const watched = watch(folder, ['generate', '--out', 'generated']);
    await watched.until('Generated files:');
    expect(readFileSync(join(folder, 'generated/shop/messages.ts'), 'utf8')).not.toContain('CancelOrder');
    writeFileSync(join(folder, 'shop.sluice'), sound.replace('handle PlaceOrder', 'handle PlaceOrder  handle CancelOrder').replace('  command', '  command CancelOrder { key orderId: uuid }\n  command'));
    await watched.until('rewritten');
    expect(readFileSync(join(folder, 'generated/shop/messages.ts'), 'utf8')).toContain('CancelOrder');
    expect(existsSync(join(folder, 'generated/app.ts'))).toBe(true);
    expect(await watched.interrupt()).toBe(0);
});

it('test runs the scenarios again when a specification changes, and outlives one that has errors', async () => {
    const scenario = (expected: string) => sound.replace(/\}\n$/, `  event OrderPlaced { key orderId: uuid }\n  scenario "placed" {\n    when PlaceOrder\n    then ${expected}\n  }\n}\n`).replace('handle PlaceOrder', 'handle PlaceOrder -> OrderPlaced');
    const folder = createFolder({ 'shop.sluice': scenario('OrderPlaced') });
    const watched = watch(folder, ['test']);
    await watched.until('✓ placed', '1 passed');
    writeFileSync(join(folder, 'shop.sluice'), scenario('2 OrderPlaced'));
    expect(await watched.until('✗ placed', '1 failed')).toContain('flowed once, not 2 times');
    writeFileSync(join(folder, 'shop.sluice'), scenario('OrderLost'));
    await watched.until('Nothing was tested');
    writeFileSync(join(folder, 'shop.sluice'), scenario('1 OrderPlaced'));
    await watched.until('1 passed');
    expect(await watched.interrupt()).toBe(0);
});
