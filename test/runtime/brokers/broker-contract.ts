import { describe, expect, it } from 'vitest';
import { brokerPromises, promiseTexts, type PromiseId, type ServerKind } from '../../../src/model/brokers/promises.js';
import { Bench, type Behaviour, type BrokerUnderTest } from './contract/bench.js';
import { behaviourGroups } from './contract/behaviours.js';
import { findRefusal } from './contract/refusals.js';

export interface ContractOptions {
    /** Which server it is; the embedded broker is none, and keeps every promise. */
    readonly kind?: ServerKind;
}

/** Runs every behaviour on a broker; where it refuses the promise, sees to it that `check` says so instead. */
export function describeBrokerContract(title: string, open: () => Promise<BrokerUnderTest>, { kind }: ContractOptions = {}): void {
    const perform = async (behaviour: Behaviour, meta: { refused?: boolean }): Promise<void> => {
        const { promise } = behaviour;
        if (kind !== undefined && promise !== undefined && isRefused(promise, kind)) {
            // Read from the report by who writes the table of results.
            meta.refused = true;
            expect(await findRefusal(promise, kind), `'check' says nothing of a specification that asks ${kind} for this: ${promiseTexts[promise]}`).toBeDefined();
            return;
        }
        const test = await open();
        try {
            await behaviour.run(new Bench(test));
        } finally {
            await test.dispose();
        }
    };
    describe(title, () => {
        for (const { subject, behaviours } of behaviourGroups) {
            describe(subject, () => {
                for (const behaviour of behaviours) {
                    const runs = kind === undefined ? (behaviour.onServers ? it.skip : it) : behaviour.alone ? it : it.concurrent;
                    // A server that was killed comes back when it has looked through what it kept, which is no matter of the behaviour.
                    runs(behaviour.title, behaviour.alone ? { timeout: 180_000 } : {}, ({ task }) => perform(behaviour, task.meta as { refused?: boolean }));
                }
            });
        }
    });
}

/** Whether a broker is declared not to keep a promise. */
export function isRefused(promise: PromiseId, kind: ServerKind): boolean {
    return brokerPromises[promise][kind].kept === 'refused';
}
