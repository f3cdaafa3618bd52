/** Words as a list in a sentence: `Kafka`, `Kafka and NATS`, `Kafka, NATS and Redis`. */
export function listWords(words: readonly string[]): string {
    return words.length <= 1 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
