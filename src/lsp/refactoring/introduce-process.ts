import { AstUtils } from 'langium';
import * as ast from '../../language/generated/ast.js';
import { insertInto } from '../insertions.js';
import { findSymbolAt, nameOf, qualifiedNameOf } from '../symbol-at.js';
import type { SystemNames } from '../system-documents.js';
import { capitalized, freeName, refactoring, refusedRefactoring, type Refactoring } from './refactoring.js';
import { remove, replaceBy } from './removals.js';

/**
 * Makes a process of a chain of reactions of one service: `on OrderPlaced -> send TakePayment` and `on PaymentTaken -> send ShipOrder`,
 * where taking the payment tells `PaymentTaken`, become a process that starts on the one, waits for the other and ends.
 */
export const introduceProcess: Refactoring = (document, names, position) => {
    const service = findSymbolAt(document, names, position)?.declarations.map(({ node }) => node).find(ast.isService);
    const context = service && AstUtils.getContainerOfType(service, ast.isContext);
    if (!service || !context || context.external || AstUtils.getDocument(service) !== document) return [];
    const chain = findChain(service, names);
    if (chain.length < 2) return [];
    const name = freeName(`${service.name}Process`, context.name, names);
    const title = `Introduce the process '${name}' for ${chain.map(({ event }) => event.ref!.name).join(', ')}`;
    const key = chain[0]!.event.ref!.fields.find(field => field.key)?.name;
    if (key === undefined) return [refusedRefactoring(title, 'extract', `'${chain[0]!.event.ref!.name}' has no key by which the process could be found again.`)];
    const without = chain.find(({ event }) => !event.ref!.fields.some(field => field.key && field.name === key));
    if (without) return [refusedRefactoring(title, 'extract', `'${without.event.ref!.name}' has no key '${key}' by which the process could be found again.`)];
    const isWhole = chain.length === service.reactions.length && [service.handles, service.answers, service.schedules].every(others => others.length === 0);
    const text = processText(name, key, chain);
    return [refactoring(title, 'extract', isWhole ? replaceBy(service, text) : [...chain.flatMap(remove), ...insertInto(context, service, text)])];
};

/** The longest chain of reactions in the order of what happens: each waits for what comes of a command that the one before it sends. */
function findChain(service: ast.Service, names: SystemNames): ast.Reaction[] {
    const steps = service.reactions.filter(reaction => reaction.event?.ref && reaction.condition === undefined && commandsOf(reaction).length > 0 && isPlain(reaction));
    let longest: ast.Reaction[] = [];
    const extend = (chain: ast.Reaction[]) => {
        if (chain.length > longest.length) longest = chain;
        const told = new Set(commandsOf(chain.at(-1)!).flatMap(command => eventsOf(command, names)));
        for (const next of steps) if (!chain.includes(next) && told.has(next.event.ref!)) extend([...chain, next]);
    };
    for (const step of steps) extend([step]);
    return longest;
}

/** Whether a reaction does nothing but send commands, all of them always. */
function isPlain({ outcome, byCode }: ast.Reaction): boolean {
    return !byCode && outcome?.alternatives.length === 1 && outcome.alternatives[0]!.parts.every(part => part.send && !part.many && !part.optional && part.message?.ref);
}

function commandsOf({ outcome }: ast.Reaction): ast.Command[] {
    return (outcome?.alternatives ?? []).flatMap(({ parts }) => parts).flatMap(({ message, send }) => (send && ast.isCommand(message?.ref) ? [message.ref] : []));
}

/** What a command's handler may tell. */
function eventsOf(command: ast.Command, { linked }: SystemNames): ast.Event[] {
    const handlers = linked.referencesNaming(qualifiedNameOf(command)).filter(({ reference }) => reference.ref === command).flatMap(({ container }) => (ast.isHandle(container) ? [container] : []));
    return handlers.flatMap(handler => AstUtils.streamAllContents(handler).filter(ast.isOutcomePart).toArray()).flatMap(({ message }) => (ast.isEvent(message?.ref) ? [message.ref] : []));
}

function processText(name: string, key: string, chain: ast.Reaction[]): string {
    const stateOf = (reaction: ast.Reaction) => `awaiting${capitalized(nameOf(reaction.event.ref!))}`;
    const step = (reaction: ast.Reaction, index: number) => {
        const next = chain[index + 1];
        return `on ${reaction.event.$refText} -> ${sendsOf(reaction)}  ${next ? `go ${stateOf(next)}` : 'end'}`;
    };
    const states = chain.slice(1).map((reaction, index) => `  state ${stateOf(reaction)} {\n    ${step(reaction, index + 1)}\n  }`);
    return [`process ${name} by ${key} {`, `  start ${step(chain[0]!, 0)}`, ...states, '}'].join('\n');
}

function sendsOf({ outcome, event }: ast.Reaction): string {
    return outcome!.alternatives[0]!.parts.map(part => {
        const text = part.$cstNode!.text;
        // In a service code supplies what is left open, and in a process that has to be said.
        return part.byCode || isFilled(part, event.ref!) ? text : `${text} by code`;
    }).join('  ');
}

function isFilled({ message, assignments }: ast.OutcomePart, event: ast.Event): boolean {
    return (message!.ref as ast.Command).fields.every(field => field.default !== undefined || field.type?.suffixes.at(-1)?.optional
        || assignments.some(assignment => assignment.field === field.name) || event.fields.some(({ name }) => name === field.name));
}
