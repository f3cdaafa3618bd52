import { describe, expect, test } from 'vitest';
import { formatSpecification } from '../../src/language/formatter.js';

/** Checks that `text` becomes `expected`, and stays so. */
function expectLayout(text: string, expected: string): void {
    expect(formatSpecification(text)).toBe(expected);
    expect(formatSpecification(expected)).toBe(expected);
}

describe('comments', () => {
    test('stand at the beginning and at the end of a file, and in empty blocks', () => {
        expectLayout('\uFEFF\n\n// first\r\n\r\ncontext A { /* only */ }context B {// why\n} /* behind */\r\n\n\n/* last\r\n line */', `// first

context A { /* only */ }
context B { // why
} /* behind */

/* last
 line */
`);
    });

    test('stand between any two words', () => {
        expectLayout('context A{event B{a:string(1..3)/* one *//[/*"]\\/\\//@pii/* two */@example("//")// three\n/// b, as said\nb:/**/int}}', `context A {
  event B {
    a: string(1..3) /* one */ /[/*"]\\/\\// @pii /* two */ @example("//") // three
    /// b, as said
    b: /**/ int
  }
}
`);
    });

    test('stand behind an arrow and in brackets', () => {
        expectLayout('context A { service B { on C -> // why\n D { a = ( // left\n 1 / /* two */ - /* three */ 2 ) b = [/* none */] } } }', `context A {
  service B {
    on C -> // why
      D {
        a = ( // left
          1 / /* two */ - /* three */ 2
        )
        b = [ /* none */ ]
      }
  }
}
`);
    });

    test('keep the blank line above them, and the one between them and what they do not document', () => {
        expectLayout('context A {\n  event B // behind\n\n\n\n  // above\n\n  /* directly */ event C\n /// c\n\n\n event D }', `context A {
  event B // behind

  // above

  /* directly */ event C
  /// c

  event D
}
`);
    });

    test('of several lines keep their text; a column of stars follows the indentation', () => {
        expectLayout('context A {\n/**\n* What\n      * is said.\n*/\nevent B /* one\n      two */ event C }', `context A {
  /**
   * What
   * is said.
   */
  event B /* one
      two */
  event C
}
`);
    });
});

describe('the width of a line', () => {
    const frame = (lines: string) => `context A {\n  service B {\n    handle C\n      when (\n        ${lines}\n      ) -> D\n  }\n}\n`;
    const inOneLine = (condition: string) => `context A { service B { handle C when (${condition}) -> D } }`;
    /** A condition whose first line ends at that column where it has a line of its own. */
    const condition = (text: string, columns: number) => text.replace('…', 'a'.repeat(columns - '        '.length - text.split('\n')[0]!.length + 1));

    test('counts a comment that begins the line', () => {
        const fitting = condition('/* what */ command.… == 1 or command.b == 2', 120);
        expectLayout(inOneLine(fitting), frame(fitting));
        const long = condition('/* what */ command.… == 1 or command.b == 2', 121);
        expectLayout(inOneLine(long), frame(long.replace(' or', '\n          or')));
    });

    test('ends with the first line of a comment that has several', () => {
        const fitting = condition('command.… == 1 and /* of\nseveral lines */ /**/ command.b == 2', 120);
        expectLayout(inOneLine(fitting), frame(fitting));
        const long = condition('command.… == 1 and /* of\nseveral lines */ /**/ command.b == 2', 121);
        expectLayout(inOneLine(long), frame(long.replace(' and', '\n          and')));
    });

    test('moves a comment with what it stands before, to where that begins a line', () => {
        const step = (actions: string) => `context A {\n  process P by id {\n    on B -> ${actions}\n  }\n}\n`;
        const send = 'send Ship { id = "a" } by code';
        expectLayout(step(`${send} /* what */ undo Ship`), step(`${send} /* what */ undo Ship`));
        expectLayout(step(`${send}\n  /* what */ undo Ship`), step(`${send}\n      /* what */ undo Ship`));
        const undo = `undo ${'a'.repeat(80)}`;
        expectLayout(step(`${send} /* what */ ${undo}`), step(`\n      ${send}\n        /* what */ ${undo}`).replace('-> \n', '->\n'));
    });
});
