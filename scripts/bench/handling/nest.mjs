import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule, EventBus, EventsHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { type } from './messages.mjs';

const schema = z.object({
    orderId: z.uuid(),
    customerId: z.uuid(),
    placedAt: z.iso.datetime({ offset: true }),
    total: z.string().regex(/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/),
    items: z.int().min(1).max(1000),
    note: z.string().min(1).max(1000),
});

/** A hundred events, each with a class, a schema and a handler, as the documentation of @nestjs/cqrs shows it. */
export async function nestContestant() {
    let handled = 0;
    const events = new Map();
    const handlers = [];
    for (let index = 0; index < 100; index++) {
        const Event = { [`OrderPlaced${index}`]: class { constructor(data) { Object.assign(this, data); } } }[`OrderPlaced${index}`];
        const Handler = { [`OrderPlaced${index}Handler`]: class { handle() { handled++; } } }[`OrderPlaced${index}Handler`];
        EventsHandler(Event)(Handler);
        events.set(`Shop.OrderPlaced${index}.v1`, { Event, schema });
        handlers.push(Handler);
    }
    class Application {}
    Module({ imports: [CqrsModule.forRoot()], providers: handlers })(Application);
    const context = await NestFactory.createApplicationContext(Application, { logger: false });
    await context.init();
    const bus = context.get(EventBus);
    if (!events.has(type)) throw new Error(`No handler takes '${type}'.`);
    return {
        handled: () => handled,
        async run(messages) {
            const until = handled + messages.length;
            for (const bytes of messages) {
                const message = JSON.parse(bytes.toString());
                const { Event, schema } = events.get(message.type);
                bus.publish(new Event(schema.parse(message.data)));
            }
            while (handled < until) await new Promise(resolve => setImmediate(resolve));
        },
    };
}
