import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type * as runtime from '../../src/runtime/index.js';
import { load, writeProgram } from '../support/generated-program.js';
import { modelOf } from '../support/model-of.js';
import { newSchema } from './database.js';

/** What a generated bank exports. */
export interface BankProgram {
    createApp(options: runtime.ApplicationOptions & { readonly handlers: object }): BankApp;
    createPostgresStore: typeof runtime.createPostgresStore;
    createMemoryBroker: typeof runtime.createMemoryBroker;
}

/** What a generated bank offers when it runs. */
export interface BankApp {
    start(): Promise<void>;
    stop(): Promise<unknown>;
    send: { bank: Record<string, (data: object) => Promise<runtime.Envelope>> };
    ask: { bank: { statementOf(parameters: object): Promise<unknown> } };
    read: { bank: Record<string, (moment?: runtime.LogMoment) => Promise<readonly object[]>> };
    state: { bank: Record<string, (key: string, moment?: runtime.AggregateMoment) => Promise<object | undefined>> };
    history: { bank: Record<string, (key: string) => Promise<readonly runtime.AuditEntry[]>> };
    rebuild: { bank: Record<string, (options: { from: number }) => Promise<runtime.RebuildResult>> };
    health: runtime.Health;
    application: runtime.Application;
}

/** The specification of the bank. */
export const bankSpecification = readFileSync(fileURLToPath(new URL('bank.sluice', import.meta.url)), 'utf8');

/** The files of a bank's program that tests load. */
export const bankEntry = { 'entry.ts': `export { createApp } from './generated/app.js';\nexport * from './generated/runtime/index.js';\n` };

const programs = new Map<string, Promise<BankProgram>>();

/** The program of a specification; each is generated and compiled once. */
export function loadBank(specification = bankSpecification): Promise<BankProgram> {
    let program = programs.get(specification);
    if (!program) programs.set(specification, program = modelOf(specification).then(model => load<BankProgram>(writeProgram(model, { files: bankEntry }), 'entry.ts')));
    return program;
}

export interface StartOptions {
    /** One that nobody else uses unless given. */
    readonly schema?: string;
    readonly program?: BankProgram;
    /** One of its own unless given. */
    readonly broker?: runtime.Broker;
    /** In place of the tests' own. */
    readonly storePool?: runtime.PostgresPool;
    readonly options?: Partial<runtime.ApplicationOptions>;
    readonly migrations?: 'by hand';
}

export interface RunningBank {
    readonly app: BankApp;
    readonly schema: string;
    readonly broker: runtime.Broker;
    /** The reasons of all failures so far. */
    readonly failures: readonly string[];
    readonly activities: readonly runtime.ApplicationActivity[];
}

/** The banks that a file of tests runs. */
export class Banks {
    private readonly running: BankApp[] = [];

    constructor(private readonly pool: runtime.PostgresPool) {}

    async start({ schema = newSchema(), program, broker, storePool = this.pool, options = {}, migrations }: StartOptions = {}): Promise<RunningBank> {
        const { createApp, createMemoryBroker, createPostgresStore } = program ?? await loadBank();
        const on = broker ?? createMemoryBroker();
        const failures: string[] = [];
        const activities: runtime.ApplicationActivity[] = [];
        const app = createApp({
            broker: on, pollInterval: 30, store: createPostgresStore({ pool: storePool, schema, ...(migrations && { migrations }) }),
            handlers: { bank: { post: { sendReceipt: () => ({ receiptSent: {} }) } } },
            observe: activity => {
                activities.push(activity);
                if (activity.kind === 'failed') failures.push(activity.reason);
            },
            ...options,
        });
        await app.start();
        this.running.push(app);
        return { app, schema, broker: on, failures, activities };
    }

    async stop(app: BankApp): Promise<void> {
        this.running.splice(this.running.indexOf(app), 1);
        await app.stop();
    }

    async stopAll(): Promise<void> {
        for (const app of this.running.splice(0)) await app.stop();
    }
}

/** Deposits 1, 2, 3 … on an account, one after the other in the order of their numbers. */
export async function deposit(app: BankApp, accountId: string, from: number, to: number): Promise<void> {
    for (let number = from; number <= to; number++) await app.send.bank.depositMoney!({ accountId, number, depositId: `${accountId}/${number}`, amount: number });
}

/** 1, 2, 3 … */
export const numbers = (to: number): number[] => Array.from({ length: to }, (_, index) => index + 1);

/** Asks again until the answer is as expected. */
export function eventually<Value>(ask: () => Promise<Value>) {
    return expect.poll(ask, { timeout: 20_000, interval: 20 });
}
