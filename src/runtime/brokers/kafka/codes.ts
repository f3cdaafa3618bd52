/** Kafka's error codes that are told apart here (https://kafka.apache.org/protocol#protocol_error_codes). */
export const codes = {
    none: 0,
    offsetOutOfRange: 1,
    unknownTopicOrPartition: 3,
    messageTooLarge: 10,
    recordListTooLarge: 18,
    illegalGeneration: 22,
    inconsistentGroupProtocol: 23,
    unknownMember: 25,
    invalidSessionTimeout: 26,
    rebalanceInProgress: 27,
    topicAuthorizationFailed: 29,
    groupAuthorizationFailed: 30,
    clusterAuthorizationFailed: 31,
    topicAlreadyExists: 36,
    outOfOrderSequence: 45,
    duplicateSequence: 46,
    invalidProducerEpoch: 47,
    unknownProducer: 59,
    memberIdRequired: 79,
    invalidRecord: 87,
} as const;

/** What no further try will change: the server has understood, and does not want to. */
const final: ReadonlySet<number> = new Set([
    codes.messageTooLarge, codes.recordListTooLarge, codes.topicAuthorizationFailed, codes.groupAuthorizationFailed, codes.clusterAuthorizationFailed, codes.invalidRecord,
]);

/** Whether asking again could bring another answer. */
export function isTransient(code: number): boolean {
    return code !== codes.none && !final.has(code);
}
