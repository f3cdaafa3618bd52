import type { Assignment, Expression, Field, FlowModel, Message, Type } from '../../../model/flow-model.js';
import { saidBy } from '../../../model/scenarios/said.js';
import type { Scenario } from '../../../model/scenarios/scenario.js';
import { describeType } from '../../../model/type-index.js';
import { alternativesOf } from '../../../model/unions.js';
import { createRandom } from '../../../runtime/random.js';
import { SampleData } from '../../samples/sample-data.js';
import type { Generation } from '../shapes.js';
import { defaultOf, tagOf, valueOf } from './values.js';

/** When a virtual clock begins. */
const start = Date.UTC(2025, 0, 1);

/** Made-up values: of fields of one name and one type, the same wherever they are. */
export class MadeUp {
    private readonly values = new Map<string, unknown>();

    constructor(
        private readonly model: FlowModel,
        private readonly types: Generation['types'],
    ) {}

    /** A value that is valid for the field. */
    of(field: Field): unknown {
        const type = this.types.underlying(field.type);
        const details = type?.kind === 'primitive' || type?.kind === 'list' ? JSON.stringify([type.bounds, type.kind === 'primitive' && type.pattern]) : '';
        const label = `${field.name}: ${describeType(this.types.resolve(field.type))} ${details} ${JSON.stringify(field.annotations.map(({ name, arguments: given }) => [name, given]))}`;
        if (!this.values.has(label)) this.values.set(label, new SampleData(this.model, createRandom(label), () => start).field({ ...field, type: { ...field.type, optional: false } }));
        return this.values.get(label);
    }
}

/** The data of a scenario's messages: what is said, the same keys throughout, and made-up values for the rest. */
export class ScenarioData {
    /** By the name of a field that is a key somewhere; where several values are said, the first. */
    readonly keys = new Map<string, unknown>();
    private readonly several = new Set<string>();

    constructor(
        scenario: Scenario,
        private readonly generation: Generation,
        private readonly madeUp: MadeUp,
        keyNames: ReadonlySet<string>,
    ) {
        for (const { assignments } of scenario.steps.filter(({ kind }) => kind !== 'then').flatMap(saidBy)) {
            for (const { field, value } of assignments) {
                if (!keyNames.has(field) || !isPlain(value)) continue;
                if (!this.keys.has(field)) this.keys.set(field, valueOf(value));
                else if (this.keys.get(field) !== valueOf(value)) this.several.add(field);
            }
        }
        const brought = scenario.steps.flatMap(step => (step.kind === 'given' || step.kind === 'when' ? step.messages : []));
        for (const field of brought.flatMap(({ message }) => generation.messages.get(message.target ?? '')?.fields ?? [])) {
            if (keyNames.has(field.name) && !this.keys.has(field.name) && generation.types.resolve(field.type)?.kind === 'primitive') this.keys.set(field.name, madeUp.of(field));
        }
    }

    /** The one value that a key has in this scenario; undefined where it has none, or several. */
    onlyKey(name: string): unknown {
        return this.several.has(name) ? undefined : this.keys.get(name);
    }

    /** Data of a message, complete. */
    complete({ fields }: Message, assignments: readonly Assignment[]): Record<string, unknown> {
        return this.fill(fields, assignments);
    }

    /** The values of some of a message's fields. */
    fill(fields: readonly Field[], assignments: readonly Assignment[]): Record<string, unknown> {
        const said = new Map(assignments.map(({ field, value }) => [field, value]));
        return Object.fromEntries(fields.flatMap(field => {
            const expression = said.get(field.name);
            const value = expression ? this.value(expression, field.type) : this.leftOut(field);
            return value === undefined ? [] : [[field.name, value]];
        }));
    }

    private leftOut(field: Field): unknown {
        const { types } = this.generation;
        if (this.keys.has(field.name) && types.resolve(field.type)?.kind === 'primitive') return this.keys.get(field.name);
        return defaultOf(field) ?? (types.resolve(field.type)?.optional ? undefined : this.madeUp.of(field));
    }

    /** A value that is said, with what its records leave out. */
    value(expression: Expression, written: Type): unknown {
        const type = this.generation.types.underlying(written);
        const list = type?.kind === 'union' ? alternativesOf(type, this.generation.types).map(alternative => this.generation.types.underlying(alternative.type)).find(alternative => alternative?.kind === 'list') : type;
        if (expression.kind === 'list' && list?.kind === 'list') return expression.items.map(item => this.value(item, list.element));
        if (expression.kind === 'record') {
            if (type?.kind === 'map') return Object.fromEntries(expression.assignments.flatMap(({ field, value }) => (value.kind === 'null' ? [] : [[field, this.value(value, type.value)]])));
            const fields = expression.type?.kind === 'named' ? this.generation.types.declaredFields(expression.type.target) : undefined;
            if (fields) return { ...tagOf(expression), ...this.fill(fields, expression.assignments) };
        }
        return valueOf(expression);
    }
}

function isPlain({ kind }: Expression): boolean {
    return kind === 'text' || kind === 'number' || kind === 'name' || kind === 'date';
}
