import type { Origin } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';

/** Types that every TypeScript program has, and that generated code needs by their own meaning. */
const typescriptTypes = new Set(('Array Boolean Buffer Date Error Function Infinity Map NaN Number Object Omit Partial Pick Promise Readonly Record RegExp Required Set String Symbol Uint8Array '
    + 'any bigint boolean globalThis never null number object string symbol undefined unknown void').split(' '));

/** Words that cannot be declared in TypeScript. */
const typescriptKeywords = new Set(('arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in '
    + 'instanceof interface let new package private protected public return static super switch this throw true try typeof var while with yield').split(' '));

const typescriptWords = new Set([...typescriptTypes, ...typescriptKeywords]);

/** Words that stand in quotes in every dialect of SQL, as the name of a table or a column. */
const sqlWords = new Set(('all alter and any as asc between by case check column constraint create cross current_date current_time current_timestamp default delete desc distinct drop else end except exists '
    + 'false fetch for foreign from full grant group having in inner insert intersect into is join key leading left like limit natural not null offset on or order outer primary references revoke right '
    + 'row rows select session_user set table then to trailing trigger true union unique update user using values view when where with').split(' '));

/** A name that means something else where it is going to be used. */
export const reservedWord = defineRule({
    id: 'naming/reserved-word',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'A name is reserved in TypeScript, on its broker or, if that is asked for, in SQL.',
    reason: 'What is generated then has another name than the specification, hides a type that everybody knows, or has to be quoted wherever it is used.',
    source: [{ title: 'NATS documentation, Subject-based messaging', url: 'https://docs.nats.io/nats-concepts/subjects' }],
    bad: `context Ordering {
  type Error { reason: string }
  event OrderRejected { key orderId: uuid  error: Error }
}
`,
    good: `context Ordering {
  type Rejection { reason: string }
  event OrderRejected { key orderId: uuid  error: Rejection }
}
`,
    whenToTurnOff: 'Where nothing is generated from the names.',
    messages: {
        hidden: "'{name}' is a type that every TypeScript program has: where both are meant, code reads one and gets the other. Give it a name of the domain, as in 'OrderRejection'.",
        keyword: "'{name}' is a keyword of TypeScript, so that generated code has to call it '{name}_'. Give it another name.",
        sql: "'{name}' is reserved in SQL, so that it must stand in quotes in every query of the read model '{projection}'. Give it another name.",
        broker: "'{name}' starts with '_INBOX', where NATS sends the answers to requests: they would be mixed with what the channel carries. Give it another name.",
    },
    options: {
        properties: { languages: { type: 'array', items: { enum: ['typescript', 'sql'] }, uniqueItems: true, description: 'The languages in which names are used; "sql" looks at read models.' } },
        defaults: { languages: ['typescript'] as readonly ('typescript' | 'sql')[] },
    },
    check({ model, graph, options, report }) {
        const isOwn = (element: { context: string }) => !graph.isExternal(element);
        if (options.languages.includes('typescript')) {
            for (const elements of [model.messages, model.queries, model.types, model.enums, model.services, model.aggregates, model.projections, model.processes]) {
                for (const element of elements) {
                    const { name, origin } = element;
                    if (typescriptWords.has(name) && isOwn(element)) report({ origin, message: typescriptTypes.has(name) ? 'hidden' : 'keyword', data: { name } });
                }
            }
        }
        if (options.languages.includes('sql')) {
            const judge = (name: string, origin: Origin, projection: string) => {
                if (sqlWords.has(name.toLowerCase())) report({ origin, message: 'sql', data: { name, projection } });
            };
            for (const projection of model.projections) {
                if (!isOwn(projection)) continue;
                const { name, origin, fields } = projection;
                judge(name, origin, name);
                for (const field of fields) judge(field.name, field.origin, name);
            }
        }
        for (const channel of model.channels) {
            const { brokerKind, physicalName: { value, origin } } = channel;
            if (brokerKind === 'nats' && origin && /^_INBOX(\.|$)/.test(value) && isOwn(channel)) report({ origin, message: 'broker', data: { name: value } });
        }
    },
});
