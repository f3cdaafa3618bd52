" Sluice specifications. Written by scripts/generate/editor-syntax.mjs from the grammar.
if exists("b:current_syntax")
  finish
endif
syntax case match
syntax iskeyword @,48-57,_,-,192-255
syntax keyword sluiceKeyword actor after aggregate and answer anticorruption append as asks at-least-once at-most-once backoff batch broker by carries code command compact compensate concurrency conformist context customer dead deduplicate delay delete deliver descending else end ended enum event events every exactly-once external for forever from given go group handle header idempotent if in kafka key letter limit many memory messages name nats no none not nothing on or order otherwise owner partitions partner per priority process projection public query queue rabbitmq rate redis reject remove replication retain retry returns route scenario sees send sends service set sort start state store system then timeout times to topic ttl type undo upcast uses version when where within
syntax keyword sluiceType boolean bytes date decimal duration float int json long map string time timestamp uuid
syntax keyword sluiceConstant true false null
syntax match sluiceNumber /\<\d\+\(\.\d\+\)\?\(ms\|s\|m\|h\|d\|w\|[KMGT]\?i\?B\)\?\>/
syntax match sluiceAnnotation /@\k\+/
syntax match sluiceOperator /->/
syntax region sluiceString start=/"/ skip=/\\./ end=/"/ oneline
syntax match sluiceComment /\/\/.*$/ contains=sluiceSuppression,@Spell
syntax match sluiceDocumentation /\/\/\/.*$/ contains=@Spell
syntax region sluiceComment start=/\/\*/ end=/\*\// contains=@Spell
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
