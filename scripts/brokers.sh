#!/usr/bin/env bash
# Kafka, RabbitMQ, NATS, Redis and PostgreSQL on loopback ports of their own, to work with: `scripts/brokers.sh start|stop|status [KIND…]`.
# What is missing is installed where that is possible, otherwise passed over by name. Nothing of them stays after `stop`.
set -euo pipefail
exec node "$(dirname "$0")/brokers/service.mjs" "$@"
