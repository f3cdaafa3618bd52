import { expect, it } from 'vitest';
import { keyFieldOf, takenBy } from '../../src/model/taken-messages.js';
import { readFlow } from '../rules/check-flow.js';

it('names what a part takes in the order of the specification, and what each is found by', async () => {
    const { model } = await readFlow(`context People {
        event Told { key id: uuid  teller: uuid }  event Heard { key id: uuid }  command Tell { key id: uuid }
        aggregate Member by id { handle Tell -> Told  on Told where true { delete } }
        projection Row by id { on Heard { delete } }
        process Flow by id { start on Told key event.teller -> end  on Told -> end  state open { on Heard -> end } }
    }`);
    const parts = [...model.aggregates, ...model.projections, ...model.processes];
    const described = parts.map(part => takenBy(part).map(taken => {
        const field = keyFieldOf(model.messages.find(({ id }) => id === taken.reference.target)!, part, taken);
        return `${taken.reference.text} by ${field?.name ?? taken.key?.kind}${taken.condition ? ' at times' : ''}`;
    }));
    expect(described).toEqual([['Tell by id', 'Told by id at times'], ['Heard by id'], ['Told by path', 'Told by id', 'Heard by id']]);
});
