import { expect, test } from 'vitest';
import { buildText } from '../support/build-model.js';

test.each([['\n', 'LF'], ['\r\n', 'CRLF'], ['\r', 'CR']])('documentation is what stands directly above a declaration, with lines that end in %j (%s)', async end => {
    const lines = [
        'context Shop { event Unsaid {}', '/// Far away.', '', '/// What was', '// sluice-ignore naming/past-tense: fixed by contract', '///  bought.', 'event Order {', '/// Which.', 'key id: uuid /// not of the next', 'at: date } }',
    ];
    const { model } = await buildText(lines.join(end));
    expect(model.messages.map(({ documentation }) => documentation)).toEqual([undefined, 'What was\n bought.']);
    expect(model.messages[1]!.fields.map(({ documentation }) => documentation)).toEqual(['Which.', undefined]);
});
