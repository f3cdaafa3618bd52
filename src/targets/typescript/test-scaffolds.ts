import type { Process } from '../../model/flow-model.js';
import type { GeneratedFile } from '../generated-file.js';
import { CodeSpots, type CodeSpot } from './code-spots.js';
import { declaredOutcomes, type TestedPart } from './declared-outcomes.js';
import { Module } from './modules.js';
import { folderOf, quote } from './naming.js';
import { partPath } from './part-module.js';
import { sampleName } from './samples-module.js';
import type { Generation } from './shapes.js';
import { takenMessages, testedParts, testName } from './testing-module.js';
import { indent } from './writer.js';

/** A test file for each part that decides something: the team's from then on; `toOut` is the path from the folder of the handlers to the output folder. */
export function writeTestScaffolds(generation: Generation, { toOut }: { toOut: string }): GeneratedFile[] {
    return testedParts(generation).map(part => ({ path: partPath(part).replace(/\.ts$/, '.test.ts'), text: scaffold(part, generation, toOut), scaffold: true as const }));
}

function scaffold(part: TestedPart, generation: Generation, toOut: string): string {
    const out = `${folderOf(part.context).split('/').map(() => '..').join('/')}/${toOut}`;
    // Imports are gathered as in any module; the header is not that of a generated one.
    const { imports } = new Module('', generation.version);
    const test = imports.value('test', 'node:test');
    const begin = imports.value(testName(part), `${out}/${folderOf(part.context)}/testing.js`);
    const { all } = new CodeSpots(part, generation.model.queries, generation.types);
    const outcomes = declaredOutcomes(part, generation);
    const tests = takenMessages(part, generation).map(message => {
        const sample = imports.value(sampleName(message), `${out}/${folderOf(message.context)}/samples.js`);
        const place = part.kind === 'process' ? placeAfter(part, message.id) : undefined;
        const expected = place === undefined ? 'thenDeclared()' : `thenIn(${quote(place)})`;
        const title = part.kind === 'process' ? (place === undefined ? `${part.name} takes ${message.name}` : `${part.name} begins with ${message.name}`) : `${part.name} answers ${message.name} as declared`;
        // What is not written yet fails, and is told without failing the others.
        const takesOwn = (outcomes.get(message.id) ?? []).flat().some(text => outcomes.has(text.replace(/^many |\?$/g, '')));
        const options = all.some(spot => takesOwn || takesPart(spot, message.id)) ? `, { todo: 'write the handler, then take this away' }` : '';
        return `void ${test}(${quote(title)}${options}, async () => {\n${indent(`await ${begin}()\n${indent(`.when({ name: ${quote(message.id)}, data: ${sample}() })\n.${expected};`)}`)}\n});`;
    });
    return `// Yours: written once, never changed by Sluice again.\n${imports.toString()}${tests.join('\n\n')}\n`;
}

/** Whether code takes part in what comes of a message. */
function takesPart(spot: CodeSpot, message: string): boolean {
    switch (spot.kind) {
        case 'branch': return spot.handling.command.target === message;
        case 'reaction': return spot.reaction.event.target === message;
        case 'output': return spot.event === message;
        // Which events come of a command is not looked at.
        case 'evolution': return true;
        case 'schedule': case 'answer': case 'query': return false;
    }
}

/** The state in which a process stands after an event with which it begins; undefined where that is not sure. */
function placeAfter({ starts }: Process, event: string): string | undefined {
    const steps = starts.filter(step => step.event.target === event);
    const [step] = steps;
    if (steps.length !== 1 || !step || step.condition) return undefined;
    const move = step.actions.findLast(action => action.kind === 'go' || action.kind === 'end');
    return move?.kind === 'go' ? move.state.target?.replace(/^.*[.:]/, '') ?? move.state.text : undefined;
}
