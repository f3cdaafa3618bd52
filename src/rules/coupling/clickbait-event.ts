import type { Field, Message } from '../../model/flow-model.js';
import { wordsOf } from '../../model/names.js';
import { isMarked } from '../../model/privacy/personal-data.js';
import { isCarried, type TypeIndex } from '../../model/type-index.js';
import { defineRule } from '../rule.js';
import { outputsIn } from '../../model/walk.js';
import { usesAcross } from './context-dependencies.js';

/** An event of identifiers alone, whose consumers need what its publisher knew. */
export const clickbaitEvent = defineRule({
    id: 'coupling/clickbait-event',
    since: '0.2.0',
    set: 'strict@1',
    severity: 'warning',
    summary: 'An event carries identifiers alone, and a consumer in another context needs a field that its publisher had in hand.',
    reason: 'Everybody who is told has to come back and ask: the publisher must be there to answer, and answers what holds by then, not what held when it happened.',
    bad: `context Ordering {
  public event OrderPlaced { key orderId: uuid }
  public command PlaceOrder { key orderId: uuid  address: string }
  service Orders { handle PlaceOrder -> OrderPlaced }
}

context Shipping {
  command PackParcel { key orderId: uuid  address: string }
  service Dispatch {
    on Ordering.OrderPlaced -> send PackParcel
    handle PackParcel
  }
}
`,
    good: `context Ordering {
  public event OrderPlaced { key orderId: uuid  address: string }
  public command PlaceOrder { key orderId: uuid  address: string }
  service Orders { handle PlaceOrder -> OrderPlaced }
}

context Shipping {
  command PackParcel { key orderId: uuid  address: string }
  service Dispatch {
    on Ordering.OrderPlaced -> send PackParcel
    handle PackParcel
  }
}
`,
    whenToTurnOff: 'Where the event is kept small on purpose, because what is left out is large or secret. Fields marked `@pii` are not asked for.',
    source: [{ title: 'Oskar Dudycz: Anti-patterns in event modelling, Clickbait event', url: 'https://event-driven.io/en/clickbait_event/' }],
    messages: {
        bait: "'{event}' carries identifiers alone, and '{consumer}' needs {fields}, which its publisher has from '{known}'. Whoever is told has to come back and ask: let the event carry it.",
    },
    check({ model, graph, types, report }) {
        const baits = new Map<string, { event: Message; known: Map<string, { field: Field; from: string }> }>();
        for (const { use } of usesAcross(graph)) {
            if (baits.has(use.message)) continue;
            const event = graph.message(use.message);
            if (event?.kind === 'event' && !graph.isExternal(event) && isIdentifierOnly(event, types)) baits.set(event.id, { event, known: new Map() });
        }
        if (baits.size === 0) return;
        const consequences: ReturnType<typeof outputsIn>[number][] = [];
        for (const told of outputsIn(model)) {
            const { output, place: { part, cause } } = told;
            if (cause?.target !== undefined && baits.has(cause.target)) consequences.push(told);
            const bait = baits.get(output.message.target ?? '');
            if (!bait) continue;
            const message = graph.message(cause?.target);
            for (const field of message?.fields ?? []) bait.known.set(field.name, { field, from: message!.name });
            if (part.kind === 'aggregate') for (const field of part.fields) bait.known.set(field.name, { field, from: part.name });
        }
        for (const { output, place: { part, cause } } of consequences) {
            const bait = baits.get(cause?.target ?? '');
            const message = graph.message(output.message.target);
            if (!bait || !message || part.context === bait.event.context) continue;
            const missing = output.filling.filter(({ from }) => from === 'code').flatMap(({ field: name }) => {
                const known = bait.known.get(name);
                const field = message.fields.find(candidate => candidate.name === name)!;
                return known && !isMarked(field.annotations) && !isMarked(known.field.annotations) && isCarried(types.resolve(known.field.type), types.resolve(field.type)) ? [{ name, ...known }] : [];
            });
            if (missing.length === 0) continue;
            baits.delete(bait.event.id);
            report({
                origin: bait.event.origin,
                message: 'bait',
                data: { event: bait.event.name, consumer: part.id, fields: missing.map(({ name }) => `'${name}'`).join(', '), known: missing[0]!.from },
                related: [{ origin: output.origin, message: `'${part.id}' has to find out what '${message.name}' needs` }, ...missing.map(({ name, field, from }) => ({ origin: field.origin, message: `'${name}' of '${from}'` }))],
            });
        }
    },
});

/** True of an event that names something and tells nothing of it, except when it was. */
function isIdentifierOnly({ fields }: Message, types: TypeIndex): boolean {
    let isIdentified = false;
    for (const { name, role, type: written } of fields) {
        if (role === 'header') continue;
        const type = types.resolve(written);
        const primitive = type?.kind === 'primitive' ? type.name : '';
        if (role === 'key' || primitive === 'uuid' || ['id', 'ids'].includes(wordsOf(name).at(-1)!)) isIdentified = true;
        else if (!['timestamp', 'date', 'time'].includes(primitive)) return false;
    }
    return isIdentified;
}
