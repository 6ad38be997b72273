// The calls of the officer's desk, together: outcomes, the queue, earlier decisions like one at hand, practice.

import type { FastifyInstance } from 'fastify'
import { outcomeRoutes } from './outcomes.ts'
import { practiceRoutes } from './practice.ts'
import { queueRoutes } from './queue.ts'
import type { OutcomeDeps } from './record-outcome.ts'
import { similarRoutes } from './similar-decisions.ts'

export async function deskRoutes(app: FastifyInstance, deps: OutcomeDeps): Promise<void> {
  await app.register(outcomeRoutes, deps)
  await app.register(queueRoutes, deps)
  await app.register(similarRoutes, deps)
  await app.register(practiceRoutes, deps)
}
