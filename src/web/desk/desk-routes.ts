// The officer's desk, page by page. Who may see which stands in `pageTable` of routes/access.ts.

import type { FastifyInstance } from 'fastify'
import { AppError } from '../../errors.ts'
import { checkRoutes } from './check-routes.ts'
import { decisionRoutes } from './decision-routes.ts'
import type { DeskDeps } from './desk-deps.ts'
import { hintRoutes } from './hint-routes.ts'
import { outcomeRoutes } from './outcome-routes.ts'
import { queueRoutes } from './queue-routes.ts'
import { trainingRoutes } from './training-routes.ts'

export function deskPages(app: FastifyInstance, deps: DeskDeps): void {
  checkRoutes(app, deps)
  decisionRoutes(app, deps)
  outcomeRoutes(app, deps)
  queueRoutes(app, deps)
  trainingRoutes(app, deps)
  hintRoutes(app, deps)
  app.get('/desk/*', async () => {
    throw new AppError('NOT_FOUND', 'No such page.')
  })
}
