import type { TextEdit } from '../../model/diagnostic.js';
import type { Annotation, Field, Type } from '../../model/flow-model.js';
import { defineRule } from '../rule.js';
import { isOpenToChange } from './open-to-change.js';
import { readAsTime } from './time-names.js';
import { findPart } from './type-parts.js';

/** The types that the language has for what `@format` may say of a text. */
const typesOfFormats = new Map([['date-time', 'timestamp'], ['date', 'date'], ['time', 'time'], ['duration', 'duration']]);

/** As long as a date is at least. */
const shortestDate = 'YYYYMMDD'.length;

/** A point in time in a text. */
export const timestampAsString = defineRule({
    id: 'schema/timestamp-as-string',
    since: '0.2.0',
    set: 'recommended@1',
    severity: 'warning',
    fix: 'unsafe',
    summary: 'A point in time is a `string`.',
    reason: 'Nothing says whether `03/04/2027 10:00` is in March or in April, nor in which time zone, and no message is refused for a time that cannot be read. A `timestamp` is checked, has a zone, and can be compared.',
    source: [{ title: 'RFC 3339, Date and Time on the Internet: Timestamps', url: 'https://www.rfc-editor.org/rfc/rfc3339' }],
    bad: `context Ordering {
  event OrderPlaced {
    key orderId: uuid
    placedAt: string
  }
}
`,
    good: `context Ordering {
  event OrderPlaced {
    key orderId: uuid
    placedAt: timestamp
  }
}
`,
    whenToTurnOff: 'Where times are passed on as a partner writes them; a pattern on the string says so as well, and is enough for this rule.',
    messages: {
        named: "'{field}' of '{owner}' is a point in time and a string: nobody can tell its time zone or order two of them, and what cannot be read is not refused. Make it a '{type}'.",
        formatted: "'{field}' of '{owner}' is a string with the format of a {type}, for which there is a type of its own that is checked, compared and calculated with. Make it a '{type}'.",
    },
    check({ graph, textAt, report }) {
        return {
            field(field, owner) {
                const text = findPart(field.type, isText);
                if (text?.kind !== 'primitive') return;
                const format = field.annotations.find(annotation => typesOfFormats.has(formatOf(annotation)));
                const type = format ? typesOfFormats.get(formatOf(format)) : readAsTime(field.name);
                if (type === undefined || !isOpenToChange(owner, graph) || (!format && !couldBeDate(text, field))) return;
                const [written = ''] = /^string(\s*\([^)]*\))?/.exec(textAt(text.origin)) ?? [];
                const { uri, range: { start } } = text.origin;
                const edits: TextEdit[] = [{ uri, range: { start, end: { line: start.line, character: start.character + written.length } }, newText: type }];
                if (format) edits.push(removalOf(format, field));
                report({
                    origin: field.origin,
                    message: format ? 'formatted' : 'named',
                    data: { field: field.name, owner: owner.element.name, type },
                    // A default of a text would have to become another one.
                    fixes: field.default ? [] : [{ title: `Make '${field.name}' a ${type}`, safe: false, edits }],
                });
            },
        };
    },
});

function isText(type: Type): boolean {
    return type.kind === 'primitive' && type.name === 'string';
}

function formatOf({ name, arguments: [first] }: Annotation): string {
    return name === 'format' ? String(first?.value) : '';
}

/** A pattern is chosen with care, as no type has it; a text that is too short, or has an example without digits, is no date. */
function couldBeDate({ pattern, bounds }: Type & { kind: 'primitive' }, { annotations }: Field): boolean {
    if (pattern !== undefined || (bounds?.maximum ?? shortestDate) < shortestDate) return false;
    return annotations.every(({ name, arguments: values }) => name !== 'example' || values.some(({ value }) => /\d/.test(String(value))));
}

/** An annotation goes together with the space before it. */
function removalOf(annotation: Annotation, { type, annotations }: Field): TextEdit {
    const before = annotations[annotations.indexOf(annotation) - 1] ?? type;
    const { uri, range: { end } } = annotation.origin;
    return { uri, range: { start: before.origin.range.end, end }, newText: '' };
}
