import type { Source } from '../brokers/promises.js';

/** Where the criteria are from: pages of the field that argue for them. */
export const adviceSources = {
    eventMessage: { title: 'Enterprise Integration Patterns: Event Message', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/EventMessage.html' },
    commandMessage: { title: 'Enterprise Integration Patterns: Command Message', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/CommandMessage.html' },
    publishSubscribe: { title: 'Enterprise Integration Patterns: Publish-Subscribe Channel', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/PublishSubscribeChannel.html' },
    pointToPoint: { title: 'Enterprise Integration Patterns: Point-to-Point Channel', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/PointToPointChannel.html' },
    competingConsumers: { title: 'Enterprise Integration Patterns: Competing Consumers', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/CompetingConsumers.html' },
    messageExpiration: { title: 'Enterprise Integration Patterns: Message Expiration', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/MessageExpiration.html' },
    requestReply: { title: 'Enterprise Integration Patterns: Request-Reply', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/RequestReply.html' },
    processManager: { title: 'Enterprise Integration Patterns: Process Manager', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/ProcessManager.html' },
    eventDriven: { title: 'Martin Fowler: What do you mean by “Event-Driven”?', url: 'https://martinfowler.com/articles/201701-event-driven.html' },
    eventSourcing: { title: 'Martin Fowler: Event Sourcing', url: 'https://martinfowler.com/eaaDev/EventSourcing.html' },
    auditLog: { title: 'Martin Fowler: Audit Log', url: 'https://martinfowler.com/eaaDev/AuditLog.html' },
    temporal: { title: 'Martin Fowler: Temporal Patterns', url: 'https://martinfowler.com/eaaDev/timeNarrative.html' },
    cqrs: { title: 'Martin Fowler: CQRS', url: 'https://martinfowler.com/bliki/CQRS.html' },
    sourcingPattern: { title: 'Azure Architecture Center: Event Sourcing pattern', url: 'https://learn.microsoft.com/en-us/azure/architecture/patterns/event-sourcing' },
    choreography: { title: 'Azure Architecture Center: Choreography pattern', url: 'https://learn.microsoft.com/en-us/azure/architecture/patterns/choreography' },
    saga: { title: 'microservices.io: Saga', url: 'https://microservices.io/patterns/data/saga.html' },
    compensation: { title: 'Azure Architecture Center: Compensating Transaction pattern', url: 'https://learn.microsoft.com/en-us/azure/architecture/patterns/compensating-transaction' },
    levelling: { title: 'Azure Architecture Center: Queue-Based Load Leveling pattern', url: 'https://learn.microsoft.com/en-us/azure/architecture/patterns/queue-based-load-leveling' },
    priorityQueue: { title: 'Azure Architecture Center: Priority Queue pattern', url: 'https://learn.microsoft.com/en-us/azure/architecture/patterns/priority-queue' },
    materializedView: { title: 'Azure Architecture Center: Materialized View pattern', url: 'https://learn.microsoft.com/en-us/azure/architecture/patterns/materialized-view' },
    erasure: { title: 'GDPR: Article 17, Right to erasure', url: 'https://gdpr-info.eu/art-17-gdpr/' },
    log: { title: 'Jay Kreps: The Log', url: 'https://engineering.linkedin.com/distributed-systems/log-what-every-software-engineer-should-know-about-real-time-datas-unifying' },
    idempotentReceiver: { title: 'Enterprise Integration Patterns: Idempotent Receiver', url: 'https://www.enterpriseintegrationpatterns.com/patterns/messaging/IdempotentReceiver.html' },
} as const satisfies Record<string, Source>;
