/** What is known to run already, as far as it cannot be changed in place; nothing of what is not known. */
export interface DeployedFacts {
    /** By the topic's name on Kafka. */
    partitions: Readonly<Record<string, number>>;
    /** The arguments that a queue was declared with, by its name on RabbitMQ. */
    queueArguments: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
}
