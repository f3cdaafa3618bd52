import type { Annotation, Field, FlowModel, KeyedPart, Message, Origin, Part, Type } from '../flow-model.js';
import { messagesById } from '../by-id.js';
import { buildGraph } from '../graph.js';
import { reachable, type Successors } from '../graph-walk.js';
import { oncePer } from '../once-per.js';
import { takenBy } from '../taken-messages.js';
import { namesIn } from '../type-references.js';

/** Where personal data is inside of something. */
export interface PersonalPath {
    /** Names of fields from the outside in, without places in lists and keys of maps; empty where the value itself is personal. */
    segments: string[];
    /** The field or the type that is marked `@pii`. */
    marked: Marked;
    /** What is written of the fields and types on the way, and of what is marked. */
    annotations: readonly Annotation[];
}

/** What may be marked. */
export interface Marked {
    name: string;
    origin: Origin;
    annotations: readonly Annotation[];
}

/** What has fields, and may be marked as a whole: a message, a type, the state of a part. */
export interface FieldHolder {
    annotations: readonly Annotation[];
    fields: readonly Field[];
}

const none: readonly PersonalPath[] = [];

interface Shape extends Marked, FieldHolder {
    id: string;
    alias?: Type;
}

/**
 * Knows which values are personal data. A mark counts on a field, on the named type or enum of it, on fields inside that type,
 * and on a message or a part as a whole: then all of its fields are personal but its key, which must be marked itself.
 */
export class PersonalData {
    private readonly shapes = new Map<string, Shape>();
    private readonly states = new Map<KeyedPart, FieldHolder>();
    /** Named types that are marked, or hold something that is. */
    private readonly holding: ReadonlySet<string>;
    /** The messages with something personal in them, in the order of the specification: few among all that there are. */
    readonly messages: readonly Message[];
    /** The parts that take one of those messages, or may keep something personal: all that goes on with personal data does so in one of them. */
    readonly parts: ReadonlySet<Part>;
    /** The names of fields that are personal or hold something that is, of what has some. */
    private readonly candidates = new Map<FieldHolder, readonly string[]>();

    constructor(private readonly model: FlowModel) {
        const shapes: Shape[] = [];
        // An enum holds nothing: it is personal as a whole or not at all.
        for (const declaration of model.enums) if (isMarked(declaration.annotations)) shapes.push({ ...declaration, fields: [] });
        for (const declarations of [model.types, model.projections, model.aggregates]) shapes.push(...declarations);
        this.holding = namesOfHolders(shapes);
        for (const shape of shapes) {
            if (!this.holding.has(shape.id)) continue;
            this.shapes.set(shape.id, shape);
            this.noteCandidates(shape);
        }
        this.messages = model.messages.filter(message => this.noteCandidates(message));
        this.parts = this.findParts(model);
    }

    /** False where nothing in it is personal: most of the questions end here. */
    isIn(holder: FieldHolder): boolean {
        return this.candidates.has(holder);
    }

    /** All that is personal in something; what lies inside of something that is personal as a whole is not told again. */
    pathsOf(holder: FieldHolder): readonly PersonalPath[] {
        return this.isIn(holder) ? this.inHolder(holder, new Set()) : none;
    }

    /** What is personal in the value that a path of fields leads to, seen from there; nothing where the path leads nowhere. */
    pathsAt(holder: FieldHolder, segments: readonly string[]): readonly PersonalPath[] {
        const [first] = segments;
        if (first === undefined || !this.candidates.get(holder)?.includes(first)) return none;
        const field = holder.fields.find(({ name }) => name === first);
        if (!field) return none;
        const mark = markOf(field, holder);
        return mark ? [whole(mark)] : this.behind(field.type, segments.slice(1), new Set());
    }

    /** Finds once what is personal in something, and says whether anything is. */
    private noteCandidates(holder: FieldHolder): boolean {
        let found: string[] | undefined;
        for (const field of holder.fields) if (this.isPersonal(field, holder)) (found ??= []).push(field.name);
        if (found) this.candidates.set(holder, found);
        return found !== undefined;
    }

    private isPersonal(field: Field, holder: FieldHolder): boolean {
        return markOf(field, holder) !== undefined || (field.type.kind !== 'primitive' && this.holdsPersonal(field.type));
    }

    private findParts({ aggregates, projections, processes }: FlowModel): ReadonlySet<Part> {
        const found = new Set<Part>();
        for (const parts of [aggregates, projections, processes]) {
            for (const part of parts) if (part.fields.some(field => this.isPersonal(field, part))) found.add(part);
        }
        const graph = buildGraph(this.model);
        for (const { id } of this.messages) {
            for (const { by, kind } of graph.usesOf(id)) {
                const part = kind === 'publishes' || kind === 'sends' ? undefined : graph.part(by);
                if (part) found.add(part);
            }
        }
        return found;
    }

    private holdsPersonal(type: Type): boolean {
        return namesIn(type).some(({ target }) => target !== undefined && this.holding.has(target));
    }

    /** What a part keeps: its fields, and its key as the first message that the part takes has it. */
    stateOf(part: KeyedPart): FieldHolder {
        let state = this.states.get(part);
        if (!state) {
            const { annotations, fields, key } = part;
            const keyField = fields.find(({ name }) => name === key) ?? this.keyFieldOf(part);
            state = { annotations, fields: [...fields.filter(field => field !== keyField), ...(keyField ? [{ ...keyField, role: 'key' as const }] : [])] };
            this.noteCandidates(state);
            this.states.set(part, state);
        }
        return state;
    }

    /** The field of a part's key in the first message that the part takes. */
    private keyFieldOf(part: KeyedPart): Field | undefined {
        for (const { reference: { target } } of takenBy(part)) {
            const field = messagesById(this.model).get(target ?? '')?.fields.find(({ name }) => name === part.key);
            if (field) return field;
        }
        return undefined;
    }

    /** `open`: the types on the way from the outside in, none of which is entered again. */
    private inHolder(holder: FieldHolder, open: ReadonlySet<string>): PersonalPath[] {
        return holder.fields.flatMap(field => {
            const mark = markOf(field, holder);
            const inside = mark ? [whole(mark)] : this.inType(field.type, open).map(path => within(field, path));
            return inside.map(path => ({ ...path, segments: [field.name, ...path.segments] }));
        });
    }

    private inType(type: Type, open: ReadonlySet<string>): PersonalPath[] {
        switch (type.kind) {
            case 'primitive': return [];
            case 'list': return this.inType(type.element, open);
            case 'map': return this.inType(type.value, open);
            case 'union': return distinct(type.alternatives.flatMap(alternative => this.inType(alternative, open)));
            case 'named': {
                const { target = '' } = type.reference;
                const shape = this.shapes.get(target);
                if (!shape || !this.holding.has(target) || open.has(target)) return [];
                if (isMarked(shape.annotations)) return [whole(shape)];
                const inside = new Set([...open, target]);
                return (shape.alias ? this.inType(shape.alias, inside) : this.inHolder(shape, inside)).map(path => within(shape, path));
            }
        }
    }

    /** What is personal behind a path that goes on inside of a type. `aliases`: those that were followed since the last segment. */
    private behind(type: Type, segments: readonly string[], aliases: ReadonlySet<string>): readonly PersonalPath[] {
        if (segments.length === 0) return this.inType(type, new Set());
        switch (type.kind) {
            case 'primitive':
            case 'union': return [];
            case 'list': return this.behind(type.element, segments, aliases);
            case 'map': return this.behind(type.value, segments.slice(1), aliases);
            case 'named': {
                const { target = '' } = type.reference;
                const shape = this.shapes.get(target);
                if (!shape || !this.holding.has(target) || aliases.has(target)) return [];
                if (isMarked(shape.annotations)) return [whole(shape)];
                return shape.alias ? this.behind(shape.alias, segments, new Set([...aliases, target])) : this.pathsAt(shape, segments);
            }
        }
    }
}

/** What a model says of personal data. */
export const personalDataOf = oncePer((model: FlowModel) => new PersonalData(model));

/** True of `@pii`. */
export function isMarked(annotations: readonly Annotation[]): boolean {
    for (const { name } of annotations) if (name === 'pii') return true;
    return false;
}

/** A path as a specification would write it: `deliverTo.street`. */
export function writePath({ segments }: PersonalPath): string {
    return segments.join('.');
}

/** The ids of what is marked, or holds something that is. */
function namesOfHolders(shapes: readonly Shape[]): ReadonlySet<string> {
    const marked: string[] = [];
    const holders: Successors = new Map();
    for (const { id, annotations, fields, alias } of shapes) {
        const note = (type: Type) => {
            if (type.kind === 'primitive') return;
            for (const { target } of namesIn(type)) {
                const others = target === undefined ? undefined : holders.get(target);
                if (others) others.push(id);
                else if (target !== undefined) holders.set(target, [id]);
            }
        };
        if (isMarked(annotations) || fields.some(field => isMarked(field.annotations))) marked.push(id);
        for (const { type } of fields) note(type);
        if (alias) note(alias);
    }
    return reachable(marked, holders);
}

function whole(marked: Marked): PersonalPath {
    return { segments: [], marked, annotations: marked.annotations };
}

function within({ annotations }: Pick<Marked, 'annotations'>, path: PersonalPath): PersonalPath {
    return annotations.length === 0 ? path : { ...path, annotations: [...annotations, ...path.annotations] };
}

/** What makes a field personal from the outside: its own mark, or that of what holds it. */
function markOf(field: Field, holder: FieldHolder): Marked | undefined {
    if (isMarked(field.annotations)) return field;
    return field.role !== 'key' && isMarked(holder.annotations) ? { ...field, annotations: [...field.annotations, ...holder.annotations] } : undefined;
}

function distinct(paths: PersonalPath[]): PersonalPath[] {
    const seen = new Set<string>();
    return paths.filter(path => {
        const text = writePath(path);
        return !seen.has(text) && seen.add(text);
    });
}
