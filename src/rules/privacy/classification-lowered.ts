import type { Fix, RelatedPlace } from '../../model/diagnostic.js';
import { stepsOf } from '../../model/processes/process-steps.js';
import type { Assignment, Field, KeyedPart, Message, Part, Process, ProcessAction } from '../../model/flow-model.js';
import { personalDataOf, type FieldHolder, type PersonalPath } from '../../model/privacy/personal-data.js';
import { personalPathsIn, type ValueScope } from '../../model/privacy/personal-values.js';
import { isCarried } from '../../model/type-index.js';
import { versionsOf } from '../../model/versions.js';
import { defineRule } from '../rule.js';

/** Personal data that goes on without its mark. */
export const classificationLowered = defineRule({
    id: 'privacy/classification-lowered',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: 'A field that is marked `@pii` is copied into one that is not.',
    reason: 'Behind the copy nobody knows that it is personal data: it is kept too long, shown to too many, and not found when a person asks to be forgotten.',
    bad: `context Accounts {
  event AccountOpened {
    key accountId: uuid
    email: string @pii
  }
  projection AccountList by accountId {
    contact: string
    on AccountOpened { contact = event.email }
    query Accounts() returns AccountList[]
  }
}
`,
    good: `context Accounts {
  event AccountOpened {
    key accountId: uuid
    email: string @pii
  }
  projection AccountList by accountId {
    contact: string @pii
    on AccountOpened { contact = event.email }
    query Accounts() returns AccountList[]
  }
}
`,
    whenToTurnOff: 'While marks are still being set, context by context. Suppress it where what is copied says nothing of a person any more.',
    messages: {
        assigned: "'{field}' of '{target}' gets personal data ({sources}) and is not marked: from here on nobody knows that it must be protected and forgotten. Mark it '@pii', or leave it out.",
        carried: "'{target}' carries {fields} over from '{source}', where that is personal data, and does not mark it: from here on nobody knows that it must be protected and forgotten. Mark it '@pii' there too, or leave it out.",
        remembered: "'{process}' keeps '{field}' of '{event}', which is personal data, and does not mark it: from here on nobody knows that it must be protected and forgotten. Mark it '@pii', or give it another name.",
        version: "'{field}' was personal data in version {before} of '{message}' and is not marked any more, although version {version} carries it over. Mark it '@pii'.",
    },
    check({ model, graph, types, report }) {
        const personal = personalDataOf(model);
        const loses = (given: readonly PersonalPath[], { holder }: Target, field: string) => (given.length > 0 ? lostBetween(given, personal.pathsAt(holder, [field])) : []);
        const assign = ({ field: name, value, origin }: Pick<Assignment, 'field' | 'value' | 'origin'>, target: Target, scope: ValueScope) => {
            const given = personalPathsIn(value, scope, personal);
            if (given.length === 0) return;
            const field = target.holder.fields.find(candidate => candidate.name === name);
            const lost = field ? loses(given, target, name) : [];
            if (!field || lost.length === 0) return;
            report({
                origin,
                message: 'assigned',
                data: { field: name, target: target.name, sources: [...new Set(lost.map(({ marked }) => `'${marked.name}'`))].join(', ') },
                related: lost.map(relatedTo),
                // What is lost inside of the value, the type of the field has to mark.
                fixes: fixesOf(target, lost.every(({ segments }) => segments.length === 0) ? [field] : []),
            });
        };
        const set = (actions: readonly ProcessAction[], process: Process, message: Message | undefined) => {
            for (const action of actions) {
                if (action.kind === 'set') for (const assignment of action.assignments) assign(assignment, stateTarget(process), scopeOf(stateOf(process), message));
            }
        };
        const stateTarget = (part: KeyedPart): Target => ({ name: part.name, holder: personal.stateOf(part), isOurs: true });
        const scopeOf = (state: FieldHolder | undefined, message: Message | undefined): ValueScope => ({ ...(message && { [message.kind]: message }), ...(state && { state }) });
        const stateOf = (part: Part) => (part.kind === 'service' ? undefined : personal.stateOf(part));
        const arePersonal = (state: FieldHolder | undefined, message: Message | undefined) => (state !== undefined && personal.isIn(state)) || (message !== undefined && personal.isIn(message));
        for (const versions of versionsOf(model)) {
            for (const [index, newer] of versions.entries()) {
                const target = { name: newer.name, holder: newer, isOurs: !graph.isExternal(newer) };
                for (const { from, assignments } of newer.upcasts) {
                    const older = versions.find(({ version }) => version === from);
                    if (older) for (const assignment of assignments) assign(assignment, target, { [older.kind]: older });
                }
                const before = versions[index - 1];
                if (!before || !target.isOurs) continue;
                const assigned = new Set(newer.upcasts.flatMap(({ assignments }) => assignments.map(({ field }) => field)));
                for (const field of newer.fields) {
                    const lost = assigned.has(field.name) ? [] : loses(personal.pathsAt(before, [field.name]), target, field.name);
                    if (lost.length === 0) continue;
                    report({
                        origin: field.origin,
                        message: 'version',
                        data: { field: field.name, message: newer.name, before: before.version, version: newer.version },
                        related: lost.map(relatedTo),
                        fixes: fixesOf(target, [field]),
                    });
                }
            }
        }
        for (const process of model.processes) {
            if (!personal.parts.has(process)) continue;
            const told = new Set<string>();
            for (const { event } of stepsOf(process)) {
                const message = graph.message(event.target);
                if (!message || !personal.isIn(message)) continue;
                const given = types.fieldTypes(message.fields);
                for (const field of process.fields) {
                    const own = types.resolve(field.type);
                    // A process takes over what it has a field of the same name and type for, and its key as such.
                    if (field.name === process.key || told.has(field.name) || !isCarried(given.get(field.name), own && { ...own, optional: true })) continue;
                    const target = stateTarget(process);
                    const lost = loses(personal.pathsAt(message, [field.name]), target, field.name);
                    if (lost.length === 0) continue;
                    told.add(field.name);
                    report({
                        origin: field.origin,
                        message: 'remembered',
                        data: { process: process.name, field: field.name, event: message.name },
                        related: [{ origin: event.origin, message: `It comes with '${message.name}'` }, ...lost.map(relatedTo)],
                        fixes: fixesOf(target, [field]),
                    });
                }
            }
        }
        return {
            output(output, { part, cause, kind }) {
                if (!personal.parts.has(part)) return;
                const { message: reference, assignments, filling, origin } = output;
                const message = graph.message(reference.target);
                if (!message) return;
                // What takes a step back is sent when the message that led to it is long gone.
                const source = kind === 'undo' ? undefined : graph.message(cause?.target);
                const state = stateOf(part);
                if (!arePersonal(state, source)) return;
                const scope = scopeOf(state, source);
                const target = { name: message.name, holder: message, isOurs: !graph.isExternal(message) };
                for (const assignment of assignments) assign(assignment, target, scope);
                for (const { from, holder, name } of [{ from: ['message'], holder: source, name: source?.name }, { from: ['state', 'key'], holder: scope.state, name: part.name }]) {
                    if (!holder || !personal.isIn(holder)) continue;
                    const carried = filling.filter(field => from.includes(field.from)).map(({ field }) => ({ field, lost: loses(personal.pathsAt(holder, [field]), target, field) }));
                    const lost = carried.filter(field => field.lost.length > 0);
                    if (lost.length === 0) continue;
                    const names = new Set(lost.map(({ field }) => field));
                    report({
                        origin,
                        message: 'carried',
                        data: { target: message.name, fields: [...names].map(field => `'${field}'`).join(', '), source: name ?? '' },
                        related: lost.flatMap(field => field.lost.map(relatedTo)),
                        fixes: fixesOf(target, message.fields.filter(field => names.has(field.name))),
                    });
                }
            },
            evolution({ event, statements }, part) {
                if (statements.length === 0 || !personal.parts.has(part)) return;
                const state = stateOf(part);
                const message = graph.message(event.target);
                if (!arePersonal(state, message)) return;
                const scope = scopeOf(state, message);
                for (const statement of statements) {
                    if (statement.kind === 'assign' || statement.kind === 'append') assign(statement, stateTarget(part), scope);
                }
            },
            step({ event, actions }, process) {
                if (personal.parts.has(process)) set(actions, process, graph.message(event.target));
            },
            timer({ actions }, process) {
                if (personal.parts.has(process)) set(actions, process, undefined);
            },
        };
    },
});

/** What is filled. */
interface Target {
    name: string;
    holder: FieldHolder;
    /** False of another system's, which is not ours to mark. */
    isOurs: boolean;
}

/** What is personal in a value and would not be known to be in the place that it is put. */
function lostBetween(given: readonly PersonalPath[], kept: readonly PersonalPath[]): PersonalPath[] {
    return given.filter(({ segments }) => !kept.some(other => other.segments.every((segment, index) => segment === segments[index])));
}

function relatedTo({ marked }: PersonalPath): RelatedPlace {
    return { origin: marked.origin, message: `'${marked.name}' is marked as personal data` };
}

function fixesOf({ name: target, isOurs }: Target, fields: readonly Field[]): Fix[] {
    if (!isOurs || fields.length === 0) return [];
    return [{
        title: `Mark ${fields.map(({ name }) => `'${name}'`).join(', ')} of '${target}' as personal data`,
        safe: false,
        edits: fields.map(({ type, annotations }) => {
            const { uri, range: { end } } = (annotations.at(-1) ?? type).origin;
            return { uri, range: { start: end, end }, newText: ' @pii' };
        }),
    }];
}
