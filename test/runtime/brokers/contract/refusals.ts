import type { Diagnostic } from '../../../../src/model/diagnostic.js';
import type { PromiseId, ServerKind } from '../../../../src/model/brokers/promises.js';
import { checkModel } from '../../../../src/rules/engine.js';
import { buildModel } from '../../../support/build-model.js';

/** How a specification asks for a promise that some broker refuses: the clauses of a topic or of a queue. */
const askedFor: Partial<Record<PromiseId, { readonly topic?: string; readonly queue?: string }>> = {
    limit: { queue: 'limit 100 messages' },
    compact: { topic: 'compact' },
    'retain-handled': { queue: 'retain 1 hour' },
};

/** What `check` says of a specification that asks a broker for a promise that it refuses; undefined where it says nothing. */
export async function findRefusal(promise: PromiseId, kind: ServerKind): Promise<Diagnostic | undefined> {
    const asked = askedFor[promise];
    if (asked === undefined) throw new Error(`'${promise}' is refused by ${kind}, and nothing here says how a specification asks for it.`);
    const text = `broker main ${kind}

context Plant {
  event Measured { key machine: string }
  command Start { key machine: string }
  topic Readings on main { carries Measured  ${asked.topic ?? ''} }
  queue Machines on main { carries Start  ${asked.queue ?? ''} }
  service Hands { handle Start -> Measured }
  service Eyes { on Measured by code }
}
`;
    const name = 'refused.sluice';
    const { model, diagnostics } = await buildModel([{ name, text }]);
    if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
    return checkModel(model, new Map([[`file:///${name}`, text]])).find(({ code, severity }) => code === 'broker/unsupported' && severity === 'error');
}
