import { camelCase } from '../../model/names.js';
import { statedAnswers, statedChanges } from '../../runtime/scenarios/answers.js';
import { partsWithCode } from '../../targets/typescript/app-module.js';
import type { CarriedField } from '../../targets/typescript/scenarios/carried-fields.js';
import { takenOver } from './taken-over.js';
import type { ScenarioPlan } from '../../targets/typescript/scenarios/plan.js';
import type { MadeUp } from '../../targets/typescript/scenarios/scenario-data.js';
import { standInsOf, type StandIn } from '../../targets/typescript/scenarios/stand-ins.js';
import type { Generation } from '../../targets/typescript/shapes.js';

type Method = (...given: never[]) => unknown;

/** Handlers that do what a scenario states, and the usual where it states nothing; by context and part, as an application takes them. */
export function standInHandlers({ code }: ScenarioPlan, generation: Generation, madeUp: MadeUp): Record<string, Record<string, Record<string, Method>>> {
    return Object.fromEntries([...partsWithCode(generation)].map(([context, parts]) => [camelCase(context), Object.fromEntries(parts.map(part => [
        camelCase(part.name),
        Object.fromEntries(standInsOf(part, generation, madeUp).map(({ spot, standIn }) => {
            const stated = code.find(one => one.part === part && one.spot.method === spot.method);
            if (!stated) return [spot.method, act(standIn)];
            if (stated.kind === 'change') return [spot.method, statedChanges(stated.changes, takingOver(stated.usual)) as Method];
            const give = statedAnswers(stated.answers.map(answer => ({ where: answer.where, answer: 'result' in answer ? answer.result : {} })), stated.otherwise ?? {}, { argument: spot.kind === 'query' ? 1 : 0 });
            return [spot.method, ((...given: object[]) => structuredClone(give(...given))) as Method];
        })),
    ]))]));
}

function act(standIn: StandIn): Method {
    switch (standIn.kind) {
        case 'value': return () => structuredClone(standIn.value);
        case 'nothing': return () => undefined;
        case 'evolution': return takingOver(standIn.carried) as Method;
    }
}

/** A state with what an event has by the same names. */
function takingOver(carried: readonly CarriedField[]): (state: object, event: object) => object {
    return (state, event) => ({ ...state, ...takenOver(event, carried) });
}
