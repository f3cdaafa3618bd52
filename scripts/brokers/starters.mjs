/** How each server is started, in a folder of its own. */
export const starters = {
    nats: async folder => (await import('./nats-server.mjs')).startNats(folder),
    redis: async folder => (await import('./redis-server.mjs')).startRedis(folder),
    rabbitmq: async folder => (await import('./rabbitmq-server.mjs')).startRabbitmq(folder),
    kafka: async folder => (await import('./kafka-server.mjs')).startKafka(folder),
};
