import { kebabCase } from '../names.js';

/** The name of the Kubernetes resource that stands for a Kafka topic: what Kubernetes does not take is replaced, so that two topics may get the same. */
export function resourceName(topic: string): string {
    return topic.toLowerCase().replace(/[^a-z0-9.-]/g, '-').replace(/^[.-]+|[.-]+$/g, '') || 'topic';
}

/** The name that a broker's cluster is taken to have; it is the value of a label on every resource. */
export function clusterName(broker: string): string {
    return kebabCase(broker);
}
