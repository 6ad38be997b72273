// The ops room, page by page. Who may see which stands in `pageTable` of routes/access.ts. What the API refuses, a page says in words.

import type { FastifyInstance } from 'fastify'
import { AppError, errorCodes } from '../../errors.ts'
import { auditPage } from '../../routes/audit.ts'
import { logFault, toAppError } from '../../routes/error-handler.ts'
import { listModels } from '../../routes/models.ts'
import { listPacks } from '../../routes/packs.ts'
import { isBusy } from '../error-page.tsx'
import { formOf } from '../form-body.ts'
import { keyNames } from '../key-names.ts'
import { sendPage } from '../pages.ts'
import { createAskSoon } from './ask-soon.ts'
import { editPages } from './edit-routes.ts'
import { modelPages } from './model-routes.ts'
import type { OpsDeps } from './ops-deps.ts'
import { OverviewPage } from './overview-page.tsx'
import { packPages } from './pack-routes.ts'
import { RefusedPage } from './refused-page.tsx'
import { watchPages } from './watch-routes.ts'

const actsShown = 10

export function opsPages(app: FastifyInstance, given: OpsDeps): void {
  const { store, packs, pages } = given
  const deps = { ...given, soon: createAskSoon(given.nowMs) }
  app.register(async (scope) => {
    const toFaultPage = scope.errorHandler
    // A refusal of an act tells what to do about it; faults of a session, of ours or of too much to do are those of every page.
    scope.setErrorHandler((fault, request, reply) => {
      const error = toAppError(fault)
      const { status } = errorCodes[error.code]
      const isForm = String((fault as { code?: unknown }).code).startsWith('FST_CSRF_')
      if (
        request.method !== 'POST' ||
        isForm ||
        error.code === 'UNAUTHENTICATED' ||
        status === 403 ||
        status === 500 ||
        isTooMuch(error)
      )
        return toFaultPage(fault as never, request, reply)
      logFault(error, status, request)
      if (error.retryAfterSeconds !== null) reply.header('retry-after', error.retryAfterSeconds)
      const back = backOf(request)
      const reason = request.url.endsWith('/activate') ? formOf(request).text('reason', 500) : null
      return sendPage(reply, RefusedPage({ page: pages.of(request, reply), error, back, reason }), status)
    })

    scope.get('/ops', async (request, reply) =>
      sendPage(
        reply,
        OverviewPage({
          page: pages.of(request, reply),
          packs: listPacks(store, packs),
          models: listModels(store, packs),
          jobs: packs.jobs.list(),
          notices: packs.notices(),
          acts: auditPage(store.audit, { limit: actsShown, outcomes: 'false' }).acts,
          keyName: keyNames(store),
        }),
      ),
    )
    packPages(scope, deps)
    editPages(scope, deps)
    modelPages(scope, deps)
    watchPages(scope, deps)
    scope.get('/ops/*', async () => {
      throw new AppError('NOT_FOUND', 'No such page.')
    })
  })
}

/** The same form may be taken a moment later; where another job is in the way, the refusal says what to do. */
function isTooMuch(error: AppError): boolean {
  return isBusy(error) && error.wording === null
}

/** The page the form stood on: the address without its last word; that of a rule is the address of its form, with its id. */
function backOf({ url }: { readonly url: string }): string {
  const path = url.split('?')[0]!
  if (path.endsWith('/rule')) return url
  return path.replace(/\/(?:activate|shadow|shadow-stop|backtest|evaluate|train|rollback|cancel|try)$/, '')
}
