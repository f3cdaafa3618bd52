import type { CompositeCstNode, CstNode, GrammarAST } from 'langium';
import { AstUtils, GrammarAST as Grammar } from 'langium';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSluiceServices } from '../../src/language/sluice-module.js';
import { checkModel } from '../../src/rules/engine.js';
import { buildModel } from '../support/build-model.js';
import { samples, seed } from '../support/properties.js';
import { specification } from '../support/random-specification.js';

describe('random specifications', () => {
    test('parse, link, fit their types and break no rule', async () => {
        await fc.assert(fc.asyncProperty(specification({ comments: true, spaces: true }), async ({ files }) => {
            const { model, diagnostics } = await buildModel(files);
            expect(diagnostics).toEqual([]);
            const found = checkModel(model, new Map(files.map(({ name, text }) => [`file:///${name}`, text])));
            expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
        }), samples(60));
    });

    test('use every word of the grammar', () => {
        const { sluice } = createSluiceServices();
        // Not fewer, whatever is asked for: it takes so many until each word has come up.
        const used = new Set<GrammarAST.AbstractElement>();
        for (const { files } of fc.sample(specification(), { numRuns: 100, seed })) {
            for (const { text } of files) note(sluice.parser.LangiumParser.parse(text).value.$cstNode!, used);
        }
        // An operator's place in the tree is its rule's, not its own.
        const unused = AstUtils.streamAllContents(sluice.Grammar).filter(Grammar.isKeyword)
            .filter(keyword => !used.has(keyword) && !AstUtils.getContainerOfType(keyword, Grammar.isInfixRule))
            .map(keyword => `${AstUtils.getContainerOfType(keyword, Grammar.isParserRule)?.name} '${keyword.value}'`).distinct().toArray();
        expect(unused).toEqual([]);
    });
});

function note(node: CstNode, used: Set<GrammarAST.AbstractElement>): void {
    for (const child of (node as CompositeCstNode).content) {
        if (child.grammarSource) used.add(child.grammarSource);
        if ('content' in child) note(child, used);
    }
}
