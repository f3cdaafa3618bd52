;;; sluice-keywords.el --- The words of Sluice -*- lexical-binding: t; -*-
;; Written by scripts/generate/editor-syntax.mjs from the grammar.

;;; Code:

(defconst sluice-keywords
  '("actor" "after" "aggregate" "and" "answer" "anticorruption" "append" "as" "asks" "at-least-once" "at-most-once" "backoff" "batch" "broker" "by" "carries" "code" "command" "compact" "compensate" "concurrency" "conformist" "context" "customer" "dead" "deduplicate" "delay" "delete" "deliver" "descending" "else" "end" "ended" "enum" "event" "events" "every" "exactly-once" "external" "for" "forever" "from" "given" "go" "group" "handle" "header" "idempotent" "if" "in" "kafka" "key" "letter" "limit" "many" "memory" "messages" "name" "nats" "no" "none" "not" "nothing" "on" "or" "order" "otherwise" "owner" "partitions" "partner" "per" "priority" "process" "projection" "public" "query" "queue" "rabbitmq" "rate" "redis" "reject" "remove" "replication" "retain" "retry" "returns" "route" "scenario" "sees" "send" "sends" "service" "set" "sort" "start" "state" "store" "system" "then" "timeout" "times" "to" "topic" "ttl" "type" "undo" "upcast" "uses" "version" "when" "where" "within")
  "The words of the language.")

(defconst sluice-types
  '("boolean" "bytes" "date" "decimal" "duration" "float" "int" "json" "long" "map" "string" "time" "timestamp" "uuid")
  "The types that the language brings.")

(provide 'sluice-keywords)
;;; sluice-keywords.el ends here
