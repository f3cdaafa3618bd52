import type { Aggregate, Handling, Message } from '../../model/flow-model.js';
import type { Rehearsal } from './rehearsal.js';
import type { SampleData } from '../../targets/samples/sample-data.js';

/** The commands that bring instances of an aggregate into the world, by id. */
export interface Creators {
    commands: readonly string[];
    /** An instance is made once: a second such command is refused. Of others one may speak before anything has happened to them. */
    once: boolean;
}

/** How often made-up data may be refused for its own sake before a command counts as refused. */
const attempts = 8;

interface Handled {
    command: Message;
    address: string | undefined;
}

/** A command that is taken by an instance to which nothing has happened, and what it makes of it. */
interface Beginning extends Handled {
    data: Record<string, unknown>;
    after: object;
}

/**
 * Finds out by rehearsal what creates an instance: of the commands that it takes before anything has happened to it the
 * one that lets it take others, and those that are refused from then on, which are other ways to the same end.
 */
export async function findCreators(aggregate: Aggregate, { messages, samples, rehearsal }: {
    messages: ReadonlyMap<string, Message>;
    samples: SampleData;
    rehearsal: Rehearsal;
}): Promise<Creators> {
    const attempt = async (command: Message, given: Readonly<Record<string, unknown>>, state?: object) => {
        for (let count = 0; count < attempts; count++) {
            const data = samples.object(command.fields, given);
            const { accepted, after } = await rehearsal.decide(command.id, data, async () => state);
            if (accepted) return { data, after };
        }
        return undefined;
    };
    /** Whether the instance that a beginning makes takes another command, which may speak of the same things. */
    const takes = async ({ command, address, data, after }: Beginning, next: Handled, { ofTheSame }: { ofTheSame: boolean }) => {
        const shared = ofTheSame ? next.command.fields.map(({ name }) => name).filter(name => command.fields.some(field => field.name === name && Object.hasOwn(data, name))) : [];
        const given = Object.fromEntries(shared.map(name => [name, data[name]]));
        if (address !== undefined && next.address !== undefined) given[next.address] = data[address];
        return await attempt(next.command, given, after) !== undefined;
    };

    const beginnings: Beginning[] = [];
    const refused: Handled[] = [];
    for (const handling of aggregate.handles) {
        const command = messages.get(handling.command.target ?? '');
        if (!command) continue;
        const handled = { command, address: addressOf(handling, command, aggregate) };
        const taken = await attempt(command, {});
        if (taken) beginnings.push({ ...handled, ...taken });
        else refused.push(handled);
    }
    const ranked: { beginning: Beginning; unlocks: number; repeatable: boolean }[] = [];
    for (const beginning of beginnings) {
        let unlocks = 0;
        for (const other of refused) if (await takes(beginning, other, { ofTheSame: true })) unlocks++;
        ranked.push({ beginning, unlocks, repeatable: await takes(beginning, beginning, { ofTheSame: false }) });
    }
    // What begins something says most about it.
    const [best] = ranked.sort((left, right) => right.unlocks - left.unlocks || Number(left.repeatable) - Number(right.repeatable) || right.beginning.command.fields.length - left.beginning.command.fields.length);
    if (!best) return { commands: [], once: false };
    const commands = [best.beginning.command.id];
    for (const other of beginnings) if (other !== best.beginning && !(await takes(best.beginning, other, { ofTheSame: false }))) commands.push(other.command.id);
    return { commands, once: !best.repeatable };
}

/** The field of a command that says which instance it is for; undefined where an expression puts it together. */
export function addressOf({ key }: Handling, command: Message, aggregate: Aggregate): string | undefined {
    if (key) return key.kind === 'path' && key.root === 'command' && key.segments.length === 1 ? key.segments[0] : undefined;
    return (command.fields.find(({ name }) => name === aggregate.key) ?? command.fields.find(({ role }) => role === 'key'))?.name;
}
