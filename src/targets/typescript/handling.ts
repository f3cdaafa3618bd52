import type { Handling } from '../../model/flow-model.js';
import type { PartModule } from './part-module.js';
import { indent } from './writer.js';

/** The statements that decide a command in `command`: by its branches in turn, each by itself or by code; `state` is the type of an aggregate's. */
export function decisionLines(handling: Handling, writer: PartModule, state?: { type: string }): string[] {
    const { module, outcomes, expressions } = writer;
    const message = writer.message(handling.command);
    const variables = writer.variables(message, state && 'state');
    const given = state ? 'command, state, context' : 'command, context';
    const signature = () => `(command: ${writer.typeOf(message)}, ${state ? `state: ${state.type}, ` : ''}context: ${module.useType('HandlerContext')})`;
    const documentation = [`Handles ${message.name}.`, message.documentation, writer.from(handling)];
    const lines: string[] = [];
    if (handling.branches.length === 0) {
        const call = writer.method(writer.spots.of(handling)!, `${signature()}: ${module.useType('Awaitable')}<void>`, ...documentation);
        lines.push(`await ${call}(${given});`, `return ${module.use('decision')}([]);`);
    }
    let decided = handling.branches.length === 0;
    for (const branch of handling.branches) {
        const body: string[] = [];
        const spot = writer.spots.of(branch);
        if (spot) {
            const call = writer.method(spot, `${signature()}: ${module.useType('Awaitable')}<${outcomes.type(branch.outcome)}>`, ...documentation);
            body.push(`const outcome = await ${call}(${given});`, `return ${outcomes.decisionFromCode(branch.outcome, 'outcome', variables)};`);
        } else body.push(`return ${outcomes.decision(branch.outcome, variables)};`);
        if (branch.condition) lines.push(`if (${expressions.condition(branch.condition, variables)}) {\n${indent(body.join('\n'))}\n}`);
        else {
            lines.push(...body);
            decided = true;
            break;
        }
    }
    if (!decided) lines.push(`return ${module.use('refused')}('None of the cases for ${message.name} applies.');`);
    return lines;
}
