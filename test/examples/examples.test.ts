import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { formatSpecification } from '../../src/language/formatter.js';
import type { Message, Reference } from '../../src/model/flow-model.js';
import { typeExpressions } from '../../src/model/typing.js';
import { checkModel } from '../../src/rules/engine.js';
import { latestSetVersion, RuleSettings } from '../../src/rules/settings.js';
import { compensatesWithTimer, gatherFacts, outputsOf } from './flow-facts.js';
import { describePlace, openExample, type OpenedExample } from './open-example.js';

const examples = new Map(await Promise.all(['shop', 'trading', 'telemetry', 'meetings'].map(async name => [name, await openExample(name)] as const)));

describe.each([...examples])('%s', (name, example) => {
    const { folder, files, model, problems } = example;
    const facts = gatherFacts(model);
    const ownMessages = model.messages.filter(({ context, latest }) => latest && facts.own.has(context));

    test('parses, and every name is known', () => {
        expect(problems).toEqual([]);
        expect(danglingReferences(example)).toEqual([]);
    });

    test('every expression fits its place', () => {
        expect(typeExpressions(model).map(({ message, origin }) => describePlace(folder, origin, message))).toEqual([]);
    });

    test('is written as the formatter would', () => {
        for (const { uri, text } of files) expect(formatSpecification(text), uri).toBe(text);
    });

    test('breaks no rule of the strict set', () => {
        const texts = new Map(files.map(({ uri, text }) => [uri, text]));
        const found = checkModel(model, texts, { settings: new RuleSettings({ name: 'strict', version: latestSetVersion }) });
        expect(found.map(({ code, message, origin }) => describePlace(folder, origin, `${code}: ${message}`))).toEqual([]);
    });

    test('is big enough to show what a system is like', () => {
        expect(files.length).toBeGreaterThanOrEqual(7);
        expect(model.messages.length).toBeGreaterThanOrEqual(25);
        expect(model.aggregates.length).toBeGreaterThanOrEqual(1);
        expect(model.projections.length).toBeGreaterThanOrEqual(2);
        expect(model.projections.filter(({ queries }) => queries.length > 0).length).toBeGreaterThanOrEqual(2);
        expect(model.services.length).toBeGreaterThanOrEqual(1);
        expect(model.contexts.some(({ external }) => external)).toBe(true);
        expect(model.systems.length).toBe(1);
    });

    test('has a process that compensates and does not wait for ever', () => {
        expect(model.processes.filter(compensatesWithTimer).map(({ id }) => id)).not.toEqual([]);
    });

    test('every command has one handler and a sender', () => {
        const commands = ownMessages.filter(({ kind }) => kind === 'command');
        expect(commands.filter(({ id }) => facts.handlers.get(id) !== 1).map(({ id }) => id)).toEqual([]);
        expect(commands.filter(({ id }) => !facts.sent.has(id)).map(({ id }) => id)).toEqual([]);
    });

    test('every event is published and consumed', () => {
        const events = ownMessages.filter(({ kind }) => kind === 'event');
        expect(events.filter(({ id }) => !facts.published.has(id)).map(({ id }) => id)).toEqual([]);
        expect(events.filter(({ id }) => !facts.consumed.has(id)).map(({ id }) => id)).toEqual([]);
    });

    test('every public question is asked', () => {
        expect(model.queries.filter(query => query.public && !facts.asked.has(query.id)).map(({ id }) => id)).toEqual([]);
    });

    test('every message, actor and context is documented, every context has an owner', () => {
        const undocumented = [...model.messages, ...model.actors, ...model.contexts].filter(({ documentation }) => !documentation);
        expect(undocumented.map(({ id }) => id)).toEqual([]);
        expect(model.contexts.filter(({ owner }) => !owner).map(({ id }) => id)).toEqual([]);
    });

    test('processes fill all that they send', () => {
        const unfilled = model.processes.flatMap(process => outputsOf(process).flatMap(({ byCode, filling, message, origin }) =>
            filling.filter(({ from }) => from === 'code' && !byCode).map(({ field }) => describePlace(folder, origin, `${message.text}.${field}`))));
        expect(unfilled).toEqual([]);
    });

    test('what crosses a border is public, and the border is declared', () => {
        expect(crossings(example, facts.own)).toEqual([]);
    });

    test('no queue carries an event, no topic a command', () => {
        const kinds = new Map(model.messages.map(({ id, kind }) => [id, kind]));
        const misplaced = model.channels.flatMap(channel => channel.carries
            .filter(({ target }) => kinds.get(target ?? '') !== (channel.kind === 'topic' ? 'event' : 'command')).map(({ text }) => `${channel.id}: ${text}`));
        expect(misplaced).toEqual([]);
    });

    test('has a readme that names it, and a configuration with targets for its brokers', () => {
        const readme = readFileSync(join(folder, 'README.md'), 'utf8');
        expect(readme).toContain(`sluice check examples/${name}`);
        for (const mentioned of readme.matchAll(/`([\w/-]+\.sluice)`/g)) expect(existsSync(join(folder, mentioned[1]!)), mentioned[1]).toBe(true);
        const focus = /--focus (\S+)/.exec(readme)?.[1];
        expect([...model.processes, ...model.aggregates].map(({ id }) => id)).toContain(focus);
        const configuration = JSON.parse(readFileSync(join(folder, 'sluice.config.json'), 'utf8')) as { generate: { targets: string[] } };
        const [ours, own] = [configuration.generate.targets.filter(target => !target.startsWith('./')), configuration.generate.targets.filter(target => target.startsWith('./'))];
        expect(ours).toEqual(['typescript', ...model.brokers.map(({ kind }) => kind), 'compose']);
        for (const target of own) expect(existsSync(join(folder, target)), target).toBe(true);
    });
});

test('telemetry has work that is given out at a pace', () => {
    const limited = examples.get('telemetry')!.model.channels.filter(({ kind, rate }) => kind === 'queue' && rate !== undefined);
    expect(limited.map(({ id }) => id)).toContain('Control.DeviceCommands');
});

describe('meetings', () => {
    const names = JSON.parse(readFileSync(new URL('./meetings-names.json', import.meta.url), 'utf8')) as { source: string; events: string[]; commands: string[] };
    const { model } = examples.get('meetings')!;

    test.each([['event', names.events, 59], ['command', names.commands, 62]] as const)('has every %s of the application whose names it uses', (kind, expected, count) => {
        expect(expected).toHaveLength(count);
        const declared = new Set(model.messages.filter(message => message.kind === kind).map(({ name }) => name));
        expect(expected.filter(name => !declared.has(name))).toEqual([]);
    });

    test('has the contexts of that application', () => {
        const own = model.contexts.filter(({ external }) => !external).map(({ name }) => name);
        expect(own.sort()).toEqual(['Administration', 'Meetings', 'Payments', 'Registrations', 'UserAccess']);
    });

    test('says where the names come from', () => {
        expect(readFileSync(join(examples.get('meetings')!.folder, 'README.md'), 'utf8')).toContain(names.source);
    });
});

/** References in the model that name nothing: whatever the linker let through would be a hole in the picture. */
function danglingReferences({ folder, model }: OpenedExample): string[] {
    const found: string[] = [];
    visitReferences(model, reference => {
        if (reference.target === undefined) found.push(describePlace(folder, reference.origin, reference.text));
    });
    return found;
}

/** Uses of other contexts' messages that are private, or whose context is not said to be used. */
function crossings({ folder, model }: OpenedExample, own: Set<string>): string[] {
    const messages = new Map<string, Message>(model.messages.map(message => [message.id, message]));
    const used = new Map(model.contexts.map(({ id, relations }) => [id, new Set(relations.map(({ context }) => context.target))]));
    const found: string[] = [];
    for (const part of [...model.services, ...model.aggregates, ...model.projections, ...model.processes]) {
        visitReferences(part, reference => {
            const message = messages.get(reference.target ?? '');
            if (!message || message.context === part.context) return;
            if (!message.public && own.has(message.context)) found.push(describePlace(folder, reference.origin, `${message.id} is private`));
            if (!used.get(part.context)?.has(message.context)) found.push(describePlace(folder, reference.origin, `${part.context} does not say that it uses ${message.context}`));
        });
    }
    return found;
}

function visitReferences(value: unknown, visit: (reference: Reference) => void): void {
    if (typeof value !== 'object' || value === null) return;
    if ('text' in value && 'origin' in value && !('kind' in value)) visit(value as Reference);
    else for (const inner of Object.values(value)) visitReferences(inner, visit);
}
