// The queue: seen through its filter, claimed and given back, all by the functions of the API.

import type { FastifyInstance } from 'fastify'
import { AppError } from '../../errors.ts'
import type { Reader } from '../../reading/mention.ts'
import { principalOf } from '../../routes/authenticate.ts'
import { claimParcel, queueEntry, queueFilter, releaseParcel } from '../../routes/queue.ts'
import { queueQuerySchema } from '../../routes/schemas/queue-schema.ts'
import { namingLine } from '../../routes/similar-decisions.ts'
import type { QueueEntry } from '../../store/claims-queue.ts'
import type { Principal } from '../../store/decision-record.ts'
import { formOf } from '../form-body.ts'
import { seeOther, sendPage } from '../pages.ts'
import { decisionId } from './decision-routes.ts'
import type { DeskDeps } from './desk-deps.ts'
import { type QueueChoice, QueuePage, type QueueRow } from './queue-page.tsx'

export function queueRoutes(app: FastifyInstance, { store, engines, pages, nowMs }: DeskDeps): void {
  app.get<{ Querystring: Record<string, string | undefined> }>('/desk/queue', async (request, reply) => {
    const page = pages.of(request, reply)
    const { query } = request
    const wanted = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''))
    const read = queueQuerySchema.safeParse(wanted)
    // A filter that cannot be is no filter: the page shows what it did take.
    const filter = read.success ? read.data : queueQuerySchema.parse({})
    const found = store.claims.queue(queueFilter(filter), {
      cursor: filter.cursor ?? null,
      limit: filter.limit,
    })
    const principal = principalOf(request)
    const choice: QueueChoice = {
      lane: filter.lane ?? '',
      office: filter.office ?? '',
      action: filter.action ?? '',
      maxAgeHours: read.success ? (query.maxAgeHours ?? '') : '',
    }
    const refusal = query.conflict === undefined ? null : page.t.queue.conflict
    return sendPage(
      reply,
      QueuePage({
        page,
        choice,
        rows: rowsOf(found.entries, principal, engines.live().reader),
        nextCursor: found.nextCursor,
        refusal,
        nowMs: nowMs(),
      }),
    )
  })

  app.post<{ Params: { id: string } }>('/desk/queue/:id/claim', async (request, reply) => {
    const id = decisionId(request)
    if (await isRefused(claimParcel(store, principalOf(request), id)))
      return seeOther(reply, '/desk/queue?conflict=1')
    return seeOther(reply, `/desk/decisions/${id}?done=claimed`)
  })

  app.post<{ Params: { id: string } }>('/desk/queue/:id/release', async (request, reply) => {
    const id = decisionId(request)
    if (await isRefused(releaseParcel(store, principalOf(request), id)))
      return seeOther(reply, '/desk/queue?conflict=1')
    return seeOther(reply, formOf(request).text('back') || '/desk/queue')
  })
}

/** Lines that are read for a page of the queue, some ten milliseconds of work. */
const linesReadMax = 500

/** A parcel of many lines is told by the one that counts, while there is time for it; else by its first. */
function rowsOf(entries: readonly QueueEntry[], principal: Principal, reader: Reader): QueueRow[] {
  let left = linesReadMax
  return entries.map((entry) => {
    const row = queueEntry(entry, principal)
    if (row.pieces === 1 || row.pieces > left) return row
    left -= row.pieces
    return { ...row, goods: namingLine(entry.decision, reader) ?? row.goods }
  })
}

/** Somebody was faster: the queue says so, and shows how things stand now. */
async function isRefused(work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return false
  } catch (fault) {
    if (fault instanceof AppError && fault.code === 'CLAIM_CONFLICT') return true
    throw fault
  }
}
