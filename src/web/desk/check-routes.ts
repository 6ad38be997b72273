// Scanning, pasting and checking. A parcel checked here is a decision like any other: same decider, same log, made by the officer's key.

import type { FastifyInstance } from 'fastify'
import { AppError, type ProblemError } from '../../errors.ts'
import { bounds } from '../../parcel/bounds.ts'
import { readItemIdentifier } from '../../parcel/s10.ts'
import { principalOf } from '../../routes/authenticate.ts'
import { summaryOf } from '../../routes/decisions.ts'
import type { Principal } from '../../store/decision-record.ts'
import { keepingSent } from '../carried-form.tsx'
import { formOf } from '../form-body.ts'
import { keyNames } from '../key-names.ts'
import type { Page } from '../page.tsx'
import { seeOther, sendPage } from '../pages.ts'
import { CheckPage, type CheckPageProps } from './check-page.tsx'
import { viewDecision } from './decision-view.ts'
import type { DeskDeps } from './desk-deps.ts'
import { fieldOf, fieldsOf, type ParcelFields, parcelFault, parcelOf } from './parcel-form.ts'
import { pasteUnitsMax, readPasted } from './paste-parcel.ts'
import { strayScan } from './stray-scan.ts'
import { submissionKey } from './submission.ts'

const foundMax = 20
/** Of what a paste left out, so many names of so many letters are told. */
const namesMax = 8
const nameUnitsMax = 60

export function checkRoutes(app: FastifyInstance, deps: DeskDeps): void {
  const { pages, store } = deps

  app.get<{ Querystring: { item?: string; anew?: string } }>('/desk', async (request, reply) => {
    const page = pages.of(request, reply)
    const typed = String(request.query.item ?? '')
      .slice(0, 64)
      .trim()
    if (typed === '') return sendPage(reply, CheckPage({ page, fields: new Map() }))
    const itemId = readItemIdentifier(typed).raw
    const { decisions } = store.decisions.list({ itemId }, { cursor: null, limit: foundMax })
    const principal = principalOf(request)
    const newest = decisions.find(({ mode }) => mode === principal.mode)
    // Hands are full: what is known of the item is the answer, and declaring it anew is one press away.
    if (newest !== undefined && request.query.anew === undefined)
      return seeOther(reply, `/desk/decisions/${newest.id}?done=found`)
    const summaries = decisions.map((decision) => summaryOf(decision, principal))
    const fields = new Map([['itemId', itemId]])
    return sendPage(reply, CheckPage({ page, fields, scanned: { itemId, decisions: summaries } }))
  })

  app.post('/desk/paste', async (request, reply) => {
    const page = keepingSent(pages.of(request, reply), request)
    const text = formOf(request).text('text', bounds.bodyBytes)
    return sendPage(reply, CheckPage({ page, ...pasteReading(text, page) }))
  })

  app.post('/desk/check', async (request, reply) => {
    const page = keepingSent(pages.of(request, reply), request)
    const form = formOf(request)
    const fields = fieldsOf(form, Object.keys((request.body ?? {}) as object))
    if (form.has('more')) {
      const extraLines = Math.min(bounds.pieces, Number.parseInt(form.text('more'), 10) || 1)
      return sendPage(reply, CheckPage({ page, fields, extraLines }))
    }
    const stray = strayScan(fields)
    if (stray?.isAlone) return seeOther(reply, `/desk?item=${stray.itemId}`)
    if (stray) {
      const fault = page.say(page.t.check.faults.scanned, { item: stray.itemId })
      const faults = new Map([[stray.field, fault]])
      return sendPage(reply, CheckPage({ page, fields, faults, refusal: fault, toScan: stray.itemId }), 422)
    }
    const principal = principalOf(request)
    const checked = await check(deps, principal, fields, form.text('submission', 100))
    if ('errors' in checked) {
      const faults = new Map(
        checked.errors.map((error) => [fieldOf(error.pointer), parcelFault(error, page.t)]),
      )
      const refusal = [...faults.values()].join(' ')
      return sendPage(reply, CheckPage({ page, fields, faults, refusal }), 422)
    }
    const view = await viewDecision(deps, principal, checked.id, page.language)
    const corrected = new Map([...fields, ['supersedes', checked.id]])
    // Another language shows the same answer.
    const answered = { ...page, path: `/desk/decisions/${checked.id}`, sent: null }
    return sendPage(reply, CheckPage({ page: answered, fields: corrected, view, keyName: keyNames(store) }))
  })
}

/** The fields, and what was left out of them; then the text stays, so that nothing of it is lost. */
function pasteReading(text: string, { t, say }: Page): Pick<CheckPageProps, 'fields' | 'notice' | 'pasted'> {
  const { check } = t
  if (text.length > pasteUnitsMax)
    return { fields: new Map(), notice: say(check.pasteTooLong, { max: pasteUnitsMax }), pasted: text }
  const { fields, leftOut, parcels, isCut } = readPasted(text)
  const shown = leftOut.slice(0, namesMax).map((name) => name.slice(0, nameUnitsMax))
  const names = [...shown, ...(leftOut.length > namesMax ? ['…'] : [])].join(', ')
  const isEmpty = fields.size === 0
  const without = [
    ...(parcels > 1 && !isEmpty ? [say(check.pastedFirst, { count: parcels })] : []),
    ...(isCut ? [check.faults.tooMany] : []),
    ...(names === '' ? [] : [say(check.pastedWithout, { names })]),
  ]
  return {
    fields,
    notice: [isEmpty ? check.pasteEmpty : check.pasted, ...without].join(' '),
    pasted: isEmpty || without.length > 0 ? text : '',
  }
}

type Checked = { readonly id: string } | { readonly errors: readonly ProblemError[] }

/** The same form sent twice, by a double press or a reload, is one decision: its submission is the Idempotency-Key. */
async function check(
  { decide, nowMs }: DeskDeps,
  principal: Principal,
  fields: ParcelFields,
  submission: string,
): Promise<Checked> {
  const json = parcelOf(fields)
  const key = submissionKey(principal, submission, json)
  const idempotency = key === null ? null : { key, line: 0, body: JSON.stringify(json) }
  try {
    const { answer } = await decide(
      { json, principal, receivedAtMs: nowMs(), counter: null, idempotency, deadlineAt: null },
      ({ id }) => ({ id }),
    )
    return answer
  } catch (fault) {
    if (fault instanceof AppError && fault.code === 'INVALID_PARCEL') return { errors: fault.errors }
    throw fault
  }
}
