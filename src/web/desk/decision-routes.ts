// Looking a decision up, printing it, and taking its seizure draft: reads only, by the functions of the API.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../errors.ts'
import { principalOf } from '../../routes/authenticate.ts'
import { draftOf } from '../../routes/outcomes.ts'
import { draftForms } from '../../routes/seizure-draft.ts'
import { keyNames } from '../key-names.ts'
import type { Page } from '../page.tsx'
import { sendPage } from '../pages.ts'
import { DecisionPage } from './decision-page.tsx'
import { type DecisionView, viewDecision } from './decision-view.ts'
import type { DeskDeps } from './desk-deps.ts'
import { SheetPage } from './sheet-page.tsx'

type One = { Params: { id: string } }

export function decisionRoutes(app: FastifyInstance, deps: DeskDeps): void {
  const { pages, store, engines, nowMs } = deps

  app.get<One & { Querystring: { done?: string; near?: string } }>(
    '/desk/decisions/:id',
    async (request, reply) => {
      const page = pages.of(request, reply)
      const near = request.query.near === undefined ? 'soon' : 'asked'
      const view = await viewDecision(deps, principalOf(request), decisionId(request), page.language, near)
      const notice = noticeOf(request.query.done, view, page)
      return sendPage(reply, DecisionPage({ page, view, keyName: keyNames(store), notice }))
    },
  )

  app.get<One>('/desk/decisions/:id/sheet', async (request, reply) => {
    const page = pages.of(request, reply)
    const view = await viewDecision(deps, principalOf(request), decisionId(request), page.language)
    return sendPage(reply, SheetPage({ page, view, keyName: keyNames(store), nowMs: nowMs() }))
  })

  app.get<One & { Querystring: { form?: string } }>(
    '/desk/decisions/:id/seizure-draft.csv',
    async (request, reply) => {
      const form = draftForms.find((known) => known === request.query.form) ?? draftForms[0]
      const { name, csv } = draftOf({ store, engines }, principalOf(request), decisionId(request), form)
      return reply
        .header('content-type', 'text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(csv)
    },
  )
}

/** What has just happened to the decision. */
function noticeOf(done: string | undefined, view: DecisionView, { t, say, format }: Page): string | null {
  const { others, hasMoreOthers, stored } = view
  if (done === 'recorded') return t.outcome.recorded
  if (done === 'claimed') return t.queue.claimed
  if (done !== 'found') return null
  const date = format.dateTime(stored.decidedAtMs)
  if (hasMoreOthers) return say(t.check.newestOfMany, { count: others.length, date })
  return say(t.check.newest, { count: others.length + 1, date })
}

/** Anything that is no id is a decision that is not there. */
export function decisionId(request: FastifyRequest): string {
  const { id } = request.params as { id: string }
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw new AppError('NOT_FOUND', 'There is no such decision.')
  return id
}
