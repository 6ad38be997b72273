// Recording what a check found: nothing with one press, or everything on one screen. Both end in the function of the API.

import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { principalOf } from '../../routes/authenticate.ts'
import { findDecision } from '../../routes/decisions.ts'
import { recordOutcome } from '../../routes/record-outcome.ts'
import { findingsMax, type OutcomeReportBody } from '../../routes/schemas/outcome-schema.ts'
import { outcomeResults } from '../../scoring/outcome-label.ts'
import { keepingSent } from '../carried-form.tsx'
import { formOf } from '../form-body.ts'
import { keyNames } from '../key-names.ts'
import { seeOther, sendPage } from '../pages.ts'
import { decisionId } from './decision-routes.ts'
import { type DecisionView, viewDecision } from './decision-view.ts'
import type { DeskDeps } from './desk-deps.ts'
import { quickMethods } from './outcome-bar.tsx'
import { type OutcomeFields, outcomeFields, readReport } from './outcome-form.ts'
import { OutcomePage, type OutcomePageProps } from './outcome-page.tsx'
import { soughtTaxa } from './sought-taxa.ts'
import { submissionKey } from './submission.ts'

type One = { Params: { id: string } }

const candidatesMax = 8
const emptyRow = { taxon: '', form: '', quantity: '', unit: '' }

export function outcomeRoutes(app: FastifyInstance, deps: DeskDeps): void {
  const { pages, store, engines } = deps

  app.post<One>('/desk/decisions/:id/nothing-found', async (request, reply) => {
    const principal = principalOf(request)
    const decision = findDecision(store, principal, decisionId(request))
    const form = formOf(request)
    const chosen = form.text('method', 40)
    const report = nothingFound(quickMethods.find((known) => known === chosen) ?? 'opened_by_customs')
    const idempotencyKey = submissionKey(principal, form.text('submission', 100), report)
    await recordOutcome(deps, { principal, decision, report, idempotencyKey })
    return seeOther(reply, `/desk/decisions/${decision.id}?done=recorded`)
  })

  app.get<One & { Querystring: { result?: string } }>(
    '/desk/decisions/:id/outcome',
    async (request, reply) => {
      const page = pages.of(request, reply)
      const view = await viewDecision(deps, principalOf(request), decisionId(request), page.language)
      const keyName = keyNames(store)
      const fields = firstFields(view, request.query.result)
      return sendPage(
        reply,
        OutcomePage({
          page,
          view,
          keyName,
          fields,
          ...freshForm(fields.result === '' ? 'result' : 'f0.taxon'),
        }),
      )
    },
  )

  app.post<One>('/desk/decisions/:id/outcome', async (request, reply) => {
    const page = keepingSent({ ...pages.of(request, reply), path: request.url }, request)
    const principal = principalOf(request)
    const form = formOf(request)
    const fields = outcomeFields(form)
    const { customs } = engines.live()
    const again = async (change: Partial<OutcomePageProps>, status: number) => {
      const view = await viewDecision(deps, principal, decisionId(request), page.language)
      return sendPage(
        reply,
        OutcomePage({ page, view, keyName: keyNames(store), fields, ...freshForm(null), ...change }),
        status,
      )
    }
    if (form.has('find')) {
      const line = wantedLine(form.text('find', 4), fields)
      const words = fields.findings[line]?.taxon ?? ''
      const taxa = soughtTaxa(customs, words, candidatesMax, page.language)
      const focus = `f${line}.${taxa.length > 0 ? 'chosen' : 'taxon'}`
      return again({ candidates: { line, words, taxa }, focus }, 200)
    }
    if (form.has('more')) {
      const longer = { ...fields, findings: withEmptyRow(fields.findings) }
      return again({ fields: longer, focus: `f${longer.findings.length - 1}.taxon` }, 200)
    }
    const read = readReport(fields, customs, page.language, page.t)
    if (!read.ok) return again({ faults: read.faults, focus: firstOf(read.faults) }, 422)
    const decision = findDecision(store, principal, decisionId(request))
    const idempotencyKey = submissionKey(principal, form.text('submission', 100), read.report)
    await recordOutcome(deps, { principal, decision, report: read.report, idempotencyKey })
    return seeOther(reply, `/desk/decisions/${decision.id}?done=recorded`)
  })
}

/** The line whose button was pressed; Enter in a field means the last one that names something. */
function wantedLine(pressed: string, { findings }: OutcomeFields): number {
  if (/^\d{1,2}$/.test(pressed)) return Number(pressed)
  return Math.max(
    0,
    findings.findLastIndex(({ taxon }) => taxon !== ''),
  )
}

function nothingFound(method: OutcomeReportBody['method']): OutcomeReportBody {
  return {
    method,
    stage: 'preliminary',
    result: 'nothing_listed',
    findings: [],
    papers: [],
    concealment: null,
    note: null,
  }
}

function freshForm(focus: string | null) {
  return { faults: new Map<string, string>(), submission: randomUUID(), candidates: null, focus }
}

/** The first fault as the page is read. */
function firstOf(faults: ReadonlyMap<string, string>): string {
  const names = [...faults.keys()]
  return ['result', 'method'].find((name) => faults.has(name)) ?? names[0]!
}

/** What speaks for itself is filled in: a laboratory comes after the officer, and the species are those that were named. */
function firstFields(view: DecisionView, wanted: string | undefined): OutcomeFields {
  const isLaboratory = view.outcomes.at(-1)?.result === 'laboratory_pending'
  const last = view.outcomes.findLast(({ findings }) => findings.length > 0)
  const named = view.species.slice(0, 1).map((card) => ({ ...emptyRow, taxon: card.scientificName }))
  const before = last?.findings.map(({ taxon, form, quantity, unit }) => ({
    taxon,
    form: form ?? '',
    quantity: quantity === null ? '' : String(quantity),
    unit: unit ?? '',
  }))
  return {
    method: isLaboratory ? 'laboratory' : 'opened_by_customs',
    // Never chosen for her: an Enter too early must not record a seizure.
    result: outcomeResults.find((known) => known === wanted) ?? '',
    stage: isLaboratory ? 'laboratory' : 'preliminary',
    findings: withEmptyRow(before ?? named),
    papers: [],
    concealment: '',
    note: '',
  }
}

function withEmptyRow(findings: OutcomeFields['findings']): OutcomeFields['findings'] {
  return findings.length < findingsMax ? [...findings, emptyRow] : findings
}
