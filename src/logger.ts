// The log of the service, and of a measurement that stands in for it.

import { type Logger, pino } from 'pino'

/** A path may hold an item id: what Fastify logs of a request by itself is the method alone. */
export function createLogger(level: string): Logger {
  return pino({ level, serializers: { req: ({ method }) => ({ method }) } })
}
