import fc from 'fast-check';
import { addChannels } from './random-specification/channels.js';
import { choices as tapes, endlessChoices, type Choices } from './random-specification/choices.js';
import type { Block, ContextDescription, SystemDescription } from './random-specification/description.js';
import { addActors, fillContext } from './random-specification/messages.js';
import { writeBlocks, type Noise } from './random-specification/noise.js';
import { addParts } from './random-specification/parts.js';
import { primitive } from './random-specification/types.js';
import { actorNames, contextNames, nouns } from './random-specification/vocabulary.js';
import { writeMembers, writeSystem } from './random-specification/write.js';

/** The files of one system. */
export interface RandomSpecification {
    files: { name: string; text: string }[];
}

/**
 * Whole systems over several files that parse, link and break no rule with an error: each command has one handler, each
 * event a publisher, every name is of its kind. `noise` puts comments and spaces where an author might.
 */
export function specification(noise: Partial<Noise> = {}): fc.Arbitrary<RandomSpecification> {
    return fc.tuple(tapes(), endlessChoices()).map(([choices, spacing]) => randomSpecification(choices, spacing, { comments: noise.comments ?? false, spaces: noise.spaces ?? false }));
}

function randomSpecification(choices: Choices, spacing: Choices, noise: Noise): RandomSpecification {
    const system = randomSystem(choices);
    const main: Block[] = writeSystem(system);
    const files = [{ name: 'main.sluice', blocks: main }];
    for (const context of system.contexts) {
        const head = `${context.external ? 'external ' : ''}context ${context.name}`;
        const relations = [...context.uses].map(({ name }) => ({ head: `uses ${name}${choices.chance(50) ? ` as ${choices.pick(['customer', 'conformist', 'partner', 'anticorruption'])}` : ''}` }));
        const owner = choices.chance(40) ? [{ head: 'owner "team\0one"' }] : [];
        const members = writeMembers(context);
        const [target] = choices.chance(50) ? [files[0]!] : [{ name: `${context.name.toLowerCase()}.sluice`, blocks: [] as Block[] }];
        if (target !== files[0]) files.push(target);
        // A context may be opened in several files.
        const half = choices.chance(20) ? choices.between(0, members.length) : members.length;
        target.blocks.push({ head, lines: [...owner, ...relations, ...members.slice(0, half)] });
        if (half < members.length) files.push({ name: `more/${context.name.toLowerCase()}.sluice`, blocks: [{ head, lines: members.slice(half) }] });
    }
    return { files: files.map(({ name, blocks }) => ({ name, text: writeBlocks(spacing, blocks, noise) })) };
}

function randomSystem(choices: Choices): SystemDescription {
    const system: SystemDescription = { name: choices.chance(50) ? 'Works' : undefined, clauses: choices.some(['retain 14\0days', 'retry 3 times', 'deliver at-least-once'], 0, 2), brokers: [], contexts: [], actors: [] };
    for (const name of ['log', 'work'].slice(0, choices.between(0, 2))) {
        system.brokers.push({ name, kind: choices.pick(['memory', 'memory', 'kafka', 'rabbitmq', 'nats', 'redis']), replication: choices.chance(20) ? choices.between(1, 3) : undefined });
    }
    const count = choices.between(1, contextNames.length);
    for (const [index, name] of contextNames.slice(0, count).entries()) {
        const noun = nouns[index]!;
        const keyName = `${noun.toLowerCase()}Id`;
        const context: ContextDescription = {
            name, noun, keyName, external: choices.chance(15), keyType: primitive('uuid'), uses: new Set(), types: [], messages: [], queries: [], channels: [], parts: [],
        };
        fillContext(choices, context, system.contexts.flatMap(({ types }) => types));
        system.contexts.push(context);
    }
    for (const context of system.contexts) {
        addChannels(choices, context, system);
        addParts(choices, context, system);
    }
    addActors(choices, system, actorNames);
    return system;
}
