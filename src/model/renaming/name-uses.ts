import type { FlowModel, KeyedPart, Origin, Position, Reference } from '../flow-model.js';
import { takenBy } from '../taken-messages.js';
import { typeExpressions, type TypeProblem } from '../typing.js';

/** What has a name inside of what declares it: a field, a value of an enum, or a part's key that is no field of the part. */
export interface Member {
    kind: 'field' | 'value' | 'key';
    name: string;
    /** Where its name is declared; of a key that is no field, where it stands after `by`. */
    origin: Origin;
    owner: MemberOwner;
}

/** What declares members. */
export interface MemberOwner {
    name: string;
    /** Written by another system, which does not follow a change made here. */
    external: boolean;
    members: Member[];
}

/** A word that names something by what is declared elsewhere. */
export interface NameUse {
    origin: Origin;
    /** Where what it names is declared; several where the word stands for the fields of this name in several messages. */
    declarations: Origin[];
    /** The clause that the word stands in, where it stands for the fields of messages at large. */
    clause?: 'by' | 'order by' | 'route by' | 'idempotent by';
}

/** A place as text, for finding what is there. */
export function placeKey({ uri, range: { start } }: Origin): string {
    return `${uri}:${start.line}:${start.character}`;
}

function lineKey(uri: string, { line }: Position): string {
    return `${uri}:${line}`;
}

function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
    const known = map.get(key);
    if (known) known.push(value);
    else map.set(key, [value]);
}

/**
 * Which words of a model name fields, keys and enums with their values. What has a reference in the syntax tree, such as
 * a message, is not among them. What is carried over by its name alone has no word for it: see `findCarryOvers`.
 */
export class NameUses {
    /** What was found wrong with expressions on the way. */
    readonly problems: readonly TypeProblem[];
    private readonly membersByPlace = new Map<string, Member>();
    private readonly usesByPlace = new Map<string, NameUse>();
    private readonly usesByLine = new Map<string, NameUse[]>();
    private readonly usesByDeclaration = new Map<string, NameUse[]>();

    constructor(readonly model: FlowModel) {
        this.collectMembers();
        this.problems = typeExpressions(model, { note: (origin, declaration) => this.add(origin, [declaration]) });
        this.collectClauses();
        for (const use of this.usesByPlace.values()) {
            addTo(this.usesByLine, lineKey(use.origin.uri, use.origin.range.start), use);
            for (const declaration of use.declarations) addTo(this.usesByDeclaration, placeKey(declaration), use);
        }
    }

    /** The member that is declared at a place. */
    memberAt(declaration: Origin): Member | undefined {
        return this.membersByPlace.get(placeKey(declaration));
    }

    /** The use whose word `position` is in or at the end of. */
    useAt(uri: string, position: Position): NameUse | undefined {
        return this.usesByLine.get(lineKey(uri, position))
            ?.find(({ origin: { range } }) => range.start.character <= position.character && position.character <= range.end.character);
    }

    /** The uses that name something of what is declared at these places, each once. */
    usesOf(declarations: Iterable<Origin>): NameUse[] {
        return [...new Set([...declarations].flatMap(declaration => this.usesByDeclaration.get(placeKey(declaration)) ?? []))];
    }

    get uses(): NameUse[] {
        return [...this.usesByPlace.values()];
    }

    get members(): Member[] {
        return [...this.membersByPlace.values()];
    }

    private add(origin: Origin, declarations: Origin[], clause?: NameUse['clause']): void {
        const key = placeKey(origin);
        const known = this.usesByPlace.get(key);
        const fresh = known ? declarations.filter(declaration => !known.declarations.some(other => placeKey(other) === placeKey(declaration))) : declarations;
        if (known) known.declarations.push(...fresh);
        else this.usesByPlace.set(key, { origin, declarations: [...fresh], ...(clause && { clause }) });
    }

    private collectMembers(): void {
        const { model } = this;
        const external = new Set(model.contexts.filter(context => context.external).map(({ id }) => id));
        const collect = ({ name, context }: { name: string; context: string }, kind: Member['kind'], declared: { name: string; origin: Origin }[]): MemberOwner => {
            const owner: MemberOwner = { name, external: external.has(context), members: [] };
            for (const each of declared) this.addMember({ kind, name: each.name, origin: each.origin, owner });
            return owner;
        };
        for (const element of [...model.messages, ...model.types]) collect(element, 'field', element.fields);
        for (const query of model.queries) collect(query, 'field', query.parameters);
        for (const declaration of model.enums) collect(declaration, 'value', declaration.values);
        for (const part of this.keyedParts()) {
            const owner = collect(part, 'field', part.fields);
            if (part.key !== '' && !part.fields.some(({ name }) => name === part.key)) this.addMember({ kind: 'key', name: part.key, origin: part.keyOrigin, owner });
        }
    }

    private addMember(member: Member): void {
        member.owner.members.push(member);
        this.membersByPlace.set(placeKey(member.origin), member);
    }

    private collectClauses(): void {
        const { model } = this;
        const messages = new Map(model.messages.map(message => [message.id, message]));
        const fieldsNamed = (name: string, taken: Reference[]) =>
            taken.flatMap(({ target }) => messages.get(target ?? '')?.fields.filter(field => field.name === name).map(({ origin }) => origin) ?? []);
        for (const { orderBy, routeBy, carries } of model.channels) {
            const { value } = orderBy;
            if (value.kind === 'field') for (const origin of orderBy.origins ?? []) this.add(origin, fieldsNamed(value.field, carries), 'order by');
            for (const [index, origin] of (routeBy.origins ?? []).entries()) this.add(origin, fieldsNamed(routeBy.value[index] ?? '', carries), 'route by');
        }
        for (const part of [...model.services, ...this.keyedParts()]) {
            const { value, origins = [] } = part.settings.idempotentBy;
            for (const origin of origins) this.add(origin, fieldsNamed(value, takenBy(part).map(({ reference }) => reference)), 'idempotent by');
        }
        for (const part of this.keyedParts()) {
            if (part.key === '') continue;
            const own = part.fields.find(({ name }) => name === part.key)?.origin ?? part.keyOrigin;
            this.add(part.keyOrigin, [own, ...fieldsNamed(part.key, takenBy(part).filter(({ key }) => !key).map(({ reference }) => reference))], 'by');
        }
    }

    private keyedParts(): KeyedPart[] {
        return [...this.model.aggregates, ...this.model.projections, ...this.model.processes];
    }
}
