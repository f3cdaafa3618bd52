import type { Annotation, Message, Query } from '../../model/flow-model.js';
import type { Use } from '../../model/graph.js';
import { defineRule } from '../rule.js';
import { verbOf } from './related-uses.js';

/** A deprecated message or query that is still in use. */
export const deprecatedUse = defineRule({
    id: 'coupling/deprecated-use',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    summary: 'A deprecated message is still consumed, sent or asked for; past its `until` date, which is an error, still published or handled as well.',
    reason: 'It is going to be taken away: whoever still depends on it that day stands still.',
    bad: `context Ordering {
  public event OrderPlaced @deprecated("use OrderBooked", until: 2099-12-31) { key orderId: uuid }
  public event OrderBooked { key orderId: uuid }
  service Orders { every 1 hour -> OrderPlaced and OrderBooked }
}

context Shipping {
  service Dispatch { on Ordering.OrderPlaced }
}
`,
    good: `context Ordering {
  public event OrderPlaced @deprecated("use OrderBooked", until: 2099-12-31) { key orderId: uuid }
  public event OrderBooked { key orderId: uuid }
  service Orders { every 1 hour -> OrderPlaced and OrderBooked }
}

context Shipping {
  service Dispatch { on Ordering.OrderBooked }
}
`,
    whenToTurnOff: 'Suppress it where a use is known and planned to end, with the plan as the reason. Projections are not reported: they read what happened, old events included.',
    options: {
        properties: { today: { type: 'string', pattern: '^(\\d{4}-\\d{2}-\\d{2})?$', description: 'The day to judge by, as `2027-06-30`; if empty, that of the machine in UTC.' } },
        defaults: { today: '' },
    },
    messages: {
        deprecated: "'{by}' {verb} '{message}', which is deprecated{until}: {advice}. Do without it before it is gone.",
        over: "'{by}' still {verb} '{message}', whose time was over on {until}: {advice}. Do without it, or give it more time.",
    },
    check({ graph, options, report }) {
        const today = options.today === '' ? new Date().toISOString().slice(0, 10) : options.today;
        const look = (message: Message | Query) => {
            const annotation = message.annotations.find(({ name }) => name === 'deprecated');
            if (!annotation) return;
            const { advice, until } = readDeprecation(annotation);
            const over = until !== undefined && until < today;
            for (const use of graph.usesOf(message.id)) {
                // What another system does, it must know itself.
                if (use.context !== undefined && graph.isExternal({ context: use.context })) continue;
                const found = {
                    origin: use.origin,
                    related: [{ origin: annotation.origin, message: `'${message.name}' is deprecated here` }],
                };
                const data = { by: use.by, verb: verbOf(use), message: message.name, advice };
                if (over && use.kind !== 'evolves') report({ ...found, message: 'over', data: { ...data, until }, severity: 'error' });
                else if (isNewUse(use)) report({ ...found, message: 'deprecated', data: { ...data, until: until === undefined ? '' : ` and goes after ${until}` } });
            }
        };
        return { message: look, query: look };
    },
});

/** Its owner must go on to publish, handle or answer what is deprecated until nobody needs it; and a state is made of what has happened. */
function isNewUse({ kind }: Use): boolean {
    return kind === 'reacts' || kind === 'sees' || kind === 'sends' || kind === 'asks';
}

function readDeprecation({ arguments: given }: Annotation): { advice: string; until?: string } {
    const advice = given.find(({ name }) => name === undefined)?.value;
    const until = given.find(({ name }) => name === 'until')?.value;
    return {
        advice: advice === undefined || advice === '' ? 'nothing says what to use instead' : String(advice).replace(/[.!]\s*$/, ''),
        ...(typeof until === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(until) && { until }),
    };
}
