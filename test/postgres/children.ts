import { fork, type ChildProcess } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { MemoryBroker } from '../../src/runtime/brokers/memory.js';
import { writeProgram } from '../support/generated-program.js';
import { modelOf } from '../support/model-of.js';
import { serverAddress } from './database.js';
import { shareBroker, type FromChild } from './shared-broker.js';

export interface Child {
    readonly process: ChildProcess;
    /** Resolves when it takes messages. */
    readonly started: Promise<void>;
    /** Resolves when it has ended in good order. */
    readonly stopped: Promise<void>;
}

/** Processes of their own with a generated program, on PostgreSQL and on a broker of this process. */
export class Children {
    private readonly running = new Set<ChildProcess>();

    private constructor(
        private readonly program: string,
        private readonly entry: string,
    ) {}

    static async of(specification: string): Promise<Children> {
        const folder = writeProgram(await modelOf(specification), { files: { 'entry.ts': `export { createApp } from './generated/app.js';\nexport * from './generated/runtime/index.js';\n` } });
        // Only the child knows of a package.
        symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(folder, 'node_modules'));
        const [program, entry] = [join(folder, 'program.mjs'), join(folder, 'child.mjs')];
        const options = { bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'silent', tsconfigRaw: '{}' } as const;
        await build({ ...options, entryPoints: [join(folder, 'entry.ts')], outfile: program });
        await build({ ...options, entryPoints: [fileURLToPath(new URL('child.ts', import.meta.url))], outfile: entry, packages: 'external' });
        return new Children(program, entry);
    }

    start(broker: MemoryBroker, schema: string, env: Record<string, string> = {}): Child {
        const process = fork(this.entry, {
            serialization: 'json', stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
            env: { ...globalThis.process.env, ...env, SLUICE_TEST_POSTGRES: serverAddress(), SLUICE_TEST_SCHEMA: schema, SLUICE_TEST_PROGRAM: this.program },
        });
        const told = new Map<FromChild['kind'], () => void>();
        const tells = (kind: FromChild['kind']) => new Promise<void>(resolve => {
            told.set(kind, resolve);
        });
        this.running.add(process);
        process.once('exit', () => this.running.delete(process));
        shareBroker(broker, process, ({ kind }) => told.get(kind)?.());
        return { process, started: tells('started'), stopped: tells('stopped') };
    }

    /** Ends those that still run. */
    killAll(): void {
        for (const process of this.running) process.kill('SIGKILL');
    }
}
