// Writes the patterns by which editors without semantic tokens colour specifications: editors/vim/syntax/sluice.vim and
// editors/emacs/sluice-keywords.el, from the keywords of the grammar. `node scripts/generate/editor-syntax.mjs [FOLDER]`
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const out = process.argv[2] ?? root;
const { patterns } = JSON.parse(readFileSync(join(root, 'syntaxes/sluice.tmLanguage.json'), 'utf8'));
const keywords = patterns.find(({ name }) => name?.startsWith('keyword')).match.replace(/^\\b\(|\)\\b$/g, '').split('|').sort();

for (const [path, text] of Object.entries(syntaxFiles(keywords))) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
}

function syntaxFiles(words) {
    const types = words.filter(word => ['string', 'int', 'long', 'decimal', 'float', 'boolean', 'uuid', 'date', 'time', 'timestamp', 'duration', 'bytes', 'json', 'map'].includes(word));
    const plain = words.filter(word => !types.includes(word) && !['true', 'false', 'null'].includes(word));
    return {
        'editors/vim/syntax/sluice.vim': `" Sluice specifications. Written by scripts/generate/editor-syntax.mjs from the grammar.
if exists("b:current_syntax")
  finish
endif
syntax case match
syntax iskeyword @,48-57,_,-,192-255
syntax keyword sluiceKeyword ${plain.join(' ')}
syntax keyword sluiceType ${types.join(' ')}
syntax keyword sluiceConstant true false null
syntax match sluiceNumber /\\<\\d\\+\\(\\.\\d\\+\\)\\?\\(ms\\|s\\|m\\|h\\|d\\|w\\|[KMGT]\\?i\\?B\\)\\?\\>/
syntax match sluiceAnnotation /@\\k\\+/
syntax match sluiceOperator /->/
syntax region sluiceString start=/"/ skip=/\\\\./ end=/"/ oneline
syntax match sluiceComment /\\/\\/.*$/ contains=sluiceSuppression,@Spell
syntax match sluiceDocumentation /\\/\\/\\/.*$/ contains=@Spell
syntax region sluiceComment start=/\\/\\*/ end=/\\*\\// contains=@Spell
syntax keyword sluiceSuppression sluice-ignore contained
highlight default link sluiceKeyword Keyword
highlight default link sluiceType Type
highlight default link sluiceConstant Constant
highlight default link sluiceNumber Number
highlight default link sluiceAnnotation PreProc
highlight default link sluiceOperator Operator
highlight default link sluiceString String
highlight default link sluiceComment Comment
highlight default link sluiceDocumentation SpecialComment
highlight default link sluiceSuppression Todo
let b:current_syntax = "sluice"
`,
        'editors/emacs/sluice-keywords.el': `;;; sluice-keywords.el --- The words of Sluice -*- lexical-binding: t; -*-
;; Written by scripts/generate/editor-syntax.mjs from the grammar.

;;; Code:

(defconst sluice-keywords
  '(${plain.map(word => JSON.stringify(word)).join(' ')})
  "The words of the language.")

(defconst sluice-types
  '(${types.map(word => JSON.stringify(word)).join(' ')})
  "The types that the language brings.")

(provide 'sluice-keywords)
;;; sluice-keywords.el ends here
`,
    };
}
