// Practice: which parcel, what the officer said, and forgetting it all. Answers belong to her key, and nothing here is a decision.

import type { FastifyInstance } from 'fastify'
import { AppError } from '../../errors.ts'
import { principalOf } from '../../routes/authenticate.ts'
import { actions } from '../../scoring/assessment.ts'
import { formOf } from '../form-body.ts'
import { seeOther, sendPage } from '../pages.ts'
import type { DeskDeps } from './desk-deps.ts'
import { type PracticeParcel, readPracticeParcels } from './practice-parcels.ts'
import { viewPractice } from './practice-view.ts'
import { TrainingAnswer, TrainingList, TrainingQuestion } from './training-page.tsx'

type One = { Params: { id: string } }

export function trainingRoutes(app: FastifyInstance, { store, engines, pages, nowMs }: DeskDeps): void {
  const parcels = readPracticeParcels()
  const find = (id: string): { readonly parcel: PracticeParcel; readonly number: number } => {
    const at = parcels.findIndex((parcel) => parcel.id === id)
    if (at < 0) throw new AppError('NOT_FOUND', 'There is no such practice parcel.')
    return { parcel: parcels[at]!, number: at + 1 }
  }

  app.get<{ Querystring: { deleted?: string } }>('/desk/training', async (request, reply) => {
    const page = pages.of(request, reply)
    const answers = store.practice.list(principalOf(request).keyId)
    const notice = request.query.deleted === undefined ? null : page.t.training.deleted
    const next = nextOf(parcels, answers, null)
    return sendPage(reply, TrainingList({ page, parcels, answers, next, notice }))
  })

  app.get<One>('/desk/training/:id', async (request, reply) => {
    const page = pages.of(request, reply)
    const found = find(request.params.id)
    const view = viewPractice(found.parcel, engines.live(), nowMs(), page.language)
    return sendPage(reply, TrainingQuestion({ page, ...found, count: parcels.length, view }))
  })

  app.post<One>('/desk/training/:id', async (request, reply) => {
    const page = pages.of(request, reply)
    const { keyId } = principalOf(request)
    const found = find(request.params.id)
    const said = actions.find((action) => action === formOf(request).text('answer', 40))
    const view = viewPractice(found.parcel, engines.live(), nowMs(), page.language)
    const count = parcels.length
    if (said === undefined) {
      const fault = page.t.training.chooseFirst
      return sendPage(reply, TrainingQuestion({ page, ...found, count, view, fault }), 422)
    }
    await store.practice.add(keyId, { parcelId: found.parcel.id, answer: said, answeredAtMs: nowMs() })
    const next = nextOf(parcels, store.practice.list(keyId), found.parcel.id)
    return sendPage(reply, TrainingAnswer({ page, ...found, count, view, said, next }))
  })

  app.post('/desk/training/forget', async (request, reply) => {
    await store.practice.forget(principalOf(request).keyId)
    return seeOther(reply, '/desk/training?deleted=1')
  })
}

/** The first one not answered yet, after the one at hand; when all are, they begin again. */
function nextOf(
  parcels: readonly PracticeParcel[],
  answers: readonly { readonly parcelId: string }[],
  current: string | null,
): PracticeParcel | null {
  const answered = new Set(answers.map(({ parcelId }) => parcelId))
  const start = parcels.findIndex(({ id }) => id === current) + 1
  const order = [...parcels.slice(start), ...parcels.slice(0, start)]
  return order.find(({ id }) => !answered.has(id)) ?? order.find(({ id }) => id !== current) ?? null
}
