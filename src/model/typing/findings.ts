import type { EnumDeclaration, Expression, FlowModel, Origin } from '../flow-model.js';
import type { FieldTypes } from '../field-types.js';

/** An expression that does not fit: what is wrong, and what to do. */
export interface TypeProblem {
    message: string;
    origin: Origin;
}

/** Told of a name that stands at `origin` and names what is declared at `declaration`; perhaps more than once. */
export type NameNote = (origin: Origin, declaration: Origin) => void;

/** What a check finds: problems, and what names stand for. */
export class Findings {
    readonly problems: TypeProblem[] = [];

    constructor(
        private readonly model: FlowModel,
        private readonly note: NameNote | undefined,
    ) {}

    report(message: string, origin: Origin): void {
        this.problems.push({ message, origin });
    }

    /** Takes note of a field that was found by its name. */
    noteField(fields: FieldTypes, name: string, origin: Origin | undefined): void {
        if (!this.note || !origin) return;
        const declaration = fields.originOf(name);
        if (declaration) this.note(origin, declaration);
    }

    /** Takes note of a value of an enum, of the enum and of its context, as far as they were written. */
    noteValue({ value, origins, text }: Expression & { kind: 'name' }, declaration: EnumDeclaration): void {
        if (!this.note) return;
        const places = [...origins].reverse();
        const named = [declaration.values.find(({ name }) => name === value), declaration, text.split('.').length > 2 ? this.model.contexts.find(({ id }) => id === declaration.context) : undefined];
        for (const [index, element] of named.entries()) if (element && places[index]) this.note(places[index], element.origin);
    }
}
