import type { Message } from '../../../model/flow-model.js';
import type { GeneratedFile } from '../../generated-file.js';
import { definitionOf } from '../definitions-module.js';
import { parametersName } from '../messages-module.js';
import { Module } from '../modules.js';
import { camelName, folderOf, identifier, propertyKey, quote, sourcePlace } from '../naming.js';
import { shapesOf, type Generation } from '../shapes.js';
import { arrayLiteral, arrow, block, indent, objectLiteral } from '../writer.js';
import { resultShape, textLiteral, type ValueShape } from '../typed-values.js';
import { IdCasts } from '../id-casts.js';
import { UnionTags } from '../union-tags.js';
import { Literals } from './literals.js';
import { planScenarios, type PlannedExpectation, type PlannedMessage, type PlannedQuestion, type PlannedStep, type ScenarioPlan, type StatedCode, type StatedReply } from './plan.js';
import { MadeUp } from './scenario-data.js';
import { writeUsualHandlers } from './usual-handlers-module.js';

/** The scenarios as tests for Node's own runner, a file a context, and what they have in common; nothing where there are no scenarios. */
export function writeScenarios(generation: Generation): GeneratedFile[] {
    const { model } = generation;
    if (model.scenarios.length === 0) return [];
    const madeUp = new MadeUp(model, generation.types);
    const usual = writeUsualHandlers(generation, madeUp);
    const byContext = new Map<string | undefined, ScenarioPlan[]>();
    for (const plan of planScenarios(generation, { madeUp })) byContext.set(plan.scenario.context, [...byContext.get(plan.scenario.context) ?? [], plan]);
    const files = [...byContext].map(([context, plans]) => {
        const module = new Module(context === undefined ? 'scenarios.test.ts' : `${folderOf(context)}/scenarios.test.ts`, generation.version, context);
        for (const plan of plans) new TestWriter(plan, module, generation, { hasHandlers: usual.length > 0 }).write();
        return module.toFile();
    });
    return [...usual, ...files];
}

/** Names that a test has for itself. */
const taken = new Set(['test', 'output', 'scenario', 'usualHandlers', 'defineApplication', 'startScenario', 'statedAnswers', 'statedChanges', 'question', 'inTurn', 'nothing', 'decimal', 'command']);

class TestWriter {
    private readonly literals: Literals;

    constructor(
        private readonly plan: ScenarioPlan,
        private readonly module: Module,
        private readonly generation: Generation,
        private readonly options: { readonly hasHandlers: boolean },
    ) {
        const names = [...plan.keys].filter(([name]) => propertyKey(name) === name && identifier(name) === name && !taken.has(name) && !name.endsWith('Messages'));
        this.literals = new Literals(module, generation, new Map(names.map(([name, value]) => [name, { value, shape: this.shapeOfKey(name) }])));
    }

    write(): void {
        const { plan, module } = this;
        const { scenario } = plan;
        const application = `${module.imports.value('defineApplication', `${module.place.toRoot}/app.js`)}(${this.handlers()})`;
        const options = plan.part === undefined ? '' : `, { part: ${quote(plan.part)} }`;
        const lines = [
            ...plan.replies.map(reply => this.reply(reply)),
            ...plan.steps.map((step, index) => `${step.kind !== 'then' && plan.steps[index - 1]?.kind === 'then' ? '\n' : ''}${this.step(step)}`),
            'await scenario.finish();',
        ];
        const constants = [...this.literals.used].map(name => `const ${name} = ${this.literalOfKey(name)};`);
        const body = [...constants, `const scenario = await ${this.use('startScenario')}(${application}${options});`, ...lines].join('\n');
        // Node's runner counts what it is given; nobody needs to wait for it.
        module.add(`void ${module.imports.value('test', 'node:test')}(${quote(scenario.title)}, async () => {\n${indent(body)}\n});`, scenario.documentation, `From ${sourcePlace(scenario.origin, this.generation.root)}.`);
    }

    private literalOfKey(name: string): string {
        const value = this.plan.keys.get(name);
        return typeof value === 'string' ? textLiteral(value, this.shapeOfKey(name), this.generation, this.module.place) : String(value);
    }

    private shapeOfKey(name: string): ValueShape | undefined {
        const type = this.generation.model.messages.flatMap(({ fields }) => fields).find(field => field.role === 'key' && field.name === name)?.type;
        return type && { kind: 'type', type };
    }

    private use(name: string): string {
        return this.module.imports.value(name, `${this.module.place.toRoot}/runtime/scenarios/index.js`);
    }

    /** What code does: the usual, but for what the scenario says. */
    private handlers(): string {
        if (!this.options.hasHandlers) return '{}';
        const usual = this.module.imports.value('usualHandlers', `${this.module.place.toRoot}/usual-handlers.js`);
        const contexts = new Map<string, Map<string, StatedCode[]>>();
        for (const stated of this.plan.code) {
            const parts = contexts.get(stated.part.context) ?? new Map<string, StatedCode[]>();
            contexts.set(stated.part.context, parts.set(stated.part.name, [...parts.get(stated.part.name) ?? [], stated]));
        }
        if (contexts.size === 0) return usual;
        return block('', [`...${usual},`, ...[...contexts].map(([context, parts]) => {
            const inContext = `${usual}${access(camelName(context))}`;
            return block(`${propertyKey(camelName(context))}:`, [`...${inContext},`, ...[...parts].map(([part, stated]) => block(`${propertyKey(camelName(part))}:`, [
                `...${inContext}${access(camelName(part))},`,
                ...stated.map(one => `${propertyKey(one.spot.method)}: ${this.stated(one, `${inContext}${access(camelName(part))}${access(one.spot.method)}`)},`),
            ], ','))], ',');
        })]).trimStart();
    }

    private stated(code: StatedCode, usual: string): string {
        const where = (pattern: Record<string, unknown>) => (Object.keys(pattern).length > 0 ? [`where: ${this.literals.of(pattern)}`] : []);
        if (code.kind === 'change') {
            const shape: ValueShape = { kind: 'fields', fields: code.part.kind === 'service' ? [] : code.part.fields };
            const changes = code.changes.map(change => objectLiteral([...where(change.where), ...(change.fields ? [`fields: ${this.literals.of(change.fields, shape)}`] : []), ...(change.unset ? [`unset: ${arrayLiteral(change.unset.map(quote))}`] : [])]));
            return `${this.use('statedChanges')}(${arrayLiteral(changes)}, (state, event) => ${usual}(state, event))`;
        }
        const { answers, otherwise, spot } = code;
        const shape = resultShape(spot, this.generation);
        const result = (value: unknown) => (value === undefined ? this.use('nothing') : this.literals.of(value, shape));
        if (answers.every(answer => Object.keys(answer.where).length === 0)) return `${this.use('inTurn')}(${answers.map(answer => result(answer.result)).join(', ')})`;
        const cases = answers.map(answer => objectLiteral([...where(answer.where), `answer: ${result(answer.result)}`]));
        // What answers from rows is given them before the question.
        return `${this.use('statedAnswers')}(${arrayLiteral(cases)}, ${result(otherwise)}${spot.kind === 'query' ? ', { argument: 1 }' : ''})`;
    }

    private reply({ command, answers }: StatedReply): string {
        const cases = answers.map(({ where, events }) => {
            const outputs = events.map(({ message, data, carried }) => {
                const fields = this.literals.of(data, { kind: 'fields', fields: message.fields });
                const entries = [...carried.map(({ name }) => `${propertyKey(name)}: ${this.carried(name, command, message)}`), ...(fields === '{}' ? [] : [`...${fields}`])];
                return `${this.module.use('output')}(${definitionOf(message, this.module)}, ${objectLiteral(entries)})`;
            });
            return objectLiteral([...(Object.keys(where).length > 0 ? [`where: ${this.literals.of(where)}`] : []), `answer: ${arrow(['command'], [`return ${arrayLiteral(outputs)};`])}`]);
        });
        return `scenario.answer(${definitionOf(command, this.module)}, ${arrayLiteral(cases)});`;
    }

    private carried(name: string, from: Message, to: Message): string {
        const [given, wanted] = [from, to].map(({ fields }) => fields.find(field => field.name === name));
        if (!given || !wanted) return `command${access(name)}`;
        const { types } = this.generation;
        const text = new UnionTags(this.generation, this.module.place).write(`command${access(name)}`, types.resolve(given.type), types.resolve(wanted.type));
        return new IdCasts(this.generation, this.module.place).castFrom(text, given.type, wanted.type, { mayBeMissing: given.type.optional });
    }

    private step(step: PlannedStep): string {
        switch (step.kind) {
            case 'given': return `await scenario.given(${this.brought(step.messages)});`;
            case 'when': return `await scenario.when(${this.brought(step.brought)});`;
            case 'after': return `await scenario.after(${step.milliseconds.toLocaleString('en').replaceAll(',', '_')});`;
            case 'then': return this.then(step.expected);
        }
    }

    private brought(brought: readonly (PlannedMessage | PlannedQuestion)[]): string {
        const written = brought.map(one => ('query' in one
            ? `${this.use('question')}<${shapesOf(one.query.context, this.module.place)}.${parametersName(one.query)}>(${quote(one.query.id)}, ${this.literals.of(one.data, { kind: 'fields', fields: one.query.parameters })})`
            : `${this.module.use('output')}(${definitionOf(one.message, this.module)}, ${this.literals.of(one.data, { kind: 'fields', fields: one.message.fields })})`));
        return written.length === 1 ? written[0]! : `\n${indent(written.map(one => `${one},`).join('\n'))}\n`;
    }

    private then(expected: PlannedExpectation): string {
        switch (expected.kind) {
            case 'message': {
                const definition = definitionOf(this.generation.messages.get(expected.name)!, this.module);
                const given = [definition, ...this.pattern(expected.fields)].join(', ');
                if (expected.count === undefined) return `scenario.thenMessage(${given});`;
                return expected.count === 0 ? `scenario.thenNoMessage(${given});` : `scenario.thenMessageTimes(${expected.count}, ${given});`;
            }
            case 'state': return `await scenario.${expected.absent ? 'thenNoState' : 'thenState'}(${[quote(expected.part), ...this.pattern(expected.fields)].join(', ')});`;
            case 'in': return `await scenario.thenIn(${[quote(expected.process), quote(expected.state), ...this.key(expected)].join(', ')});`;
            case 'not-under-way': return `await scenario.thenNotUnderWay(${[quote(expected.process), ...this.key(expected)].join(', ')});`;
            case 'reject': return `scenario.thenRejected(${expected.reason === undefined ? '' : quote(expected.reason)});`;
            case 'nothing': return 'scenario.thenNothing();';
            case 'answer': return `scenario.thenAnswer(${this.literals.of(expected.value)});`;
        }
    }

    private pattern(fields: Record<string, unknown>): string[] {
        return Object.keys(fields).length > 0 ? [this.literals.of(fields)] : [];
    }

    private key({ process, key }: { process: string; key?: string }): string[] {
        if (key === undefined) return [];
        const name = this.generation.types.keyed(process)?.key ?? '';
        return [this.literals.constant(name, key) ?? quote(key)];
    }
}

function access(name: string): string {
    return propertyKey(name) === name ? `.${name}` : `[${quote(name)}]`;
}
