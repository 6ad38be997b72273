// Forests: the shelf, one card, and what can be done with it. Each act is the function of the API, with the key of the session.

import type { FastifyInstance } from 'fastify'
import { AppError } from '../../errors.ts'
import { modelBounds } from '../../forest/model-file.ts'
import { usualDays } from '../../jobs/model-life.ts'
import { principalOf } from '../../routes/authenticate.ts'
import { activateModel, rollbackModel } from '../../routes/model-activate.ts'
import { startEvaluation, startTraining } from '../../routes/model-jobs.ts'
import { startModelShadow, stopModelShadow } from '../../routes/model-shadow.ts'
import { listModels, modelFault, uploadModel } from '../../routes/models.ts'
import { byOf } from '../../routes/pack-answers.ts'
import { evaluateBodySchema, trainBodySchema } from '../../routes/schemas/model-schema.ts'
import { formOf } from '../form-body.ts'
import { keyNames } from '../key-names.ts'
import { seeOther, sendPage } from '../pages.ts'
import { ModelPage, ModelsPage } from './models-page.tsx'
import type { OpsRoutesDeps } from './ops-deps.ts'
import { badDays, daysOf, mustBeAnother, noticeOf, reasonOf, wayBackOf } from './request-parts.ts'
import { readUploads, uploadOf } from './upload-body.ts'

type OneModel = { Params: { sha256: string } }

export function modelPages(app: FastifyInstance, deps: OpsRoutesDeps): void {
  const { store, packs, pages, soon, nowMs } = deps

  app.get('/ops/models', async (request, reply) => {
    const page = pages.of(request, reply)
    const models = listModels(store, packs)
    const { fromDay: since } = usualDays(nowMs())
    const notice = noticeOf(request, page)
    return sendPage(reply, ModelsPage({ page, models, keyName: keyNames(store), since, notice }))
  })

  app.get<OneModel>('/ops/models/:sha256', async (request, reply) => {
    const page = pages.of(request, reply)
    const { sha256 } = request.params
    const { models, slot } = listModels(store, packs)
    const model = models.find((one) => one.sha256 === sha256)
    if (model === undefined) throw new AppError('NOT_FOUND', 'There is no such forest.')
    const live = slot.active === sha256 ? null : slot.active
    const nameOf = (of: string) => models.find((one) => one.sha256 === of)?.id ?? of.slice(0, 12)
    const cardOf = (of: string) => packs.worker.ask('modelCard', { sha256: of }).catch(modelFault)
    const cards = await soon(`cards ${sha256} ${live}`, async () => ({
      card: await cardOf(sha256),
      live: live === null ? null : await cardOf(live),
    }))
    return sendPage(
      reply,
      ModelPage({
        page,
        model,
        uploadedBy: keyNames(store)(model.uploadedBy),
        isOwn: mustBeAnother(packs, page, model.uploadedBy),
        cards,
        displaces: slot.shadow === null || slot.shadow === sha256 ? null : nameOf(slot.shadow),
        nameOf,
        jobs: packs.jobs.list().filter(({ about }) => about === sha256),
        notice: noticeOf(request, page),
      }),
    )
  })

  app.register(async (scope) => {
    readUploads(scope, modelBounds.bytes)
    scope.post('/ops/models', async (request, reply) => {
      const { sha256 } = await uploadModel(deps, uploadOf(request), principalOf(request))
      return seeOther(reply, `/ops/models/${sha256}?done=uploaded`)
    })
  })
  modelActs(app, deps)
}

function modelActs(app: FastifyInstance, deps: OpsRoutesDeps): void {
  const { packs } = deps

  app.post('/ops/models/train', async (request, reply) => {
    const force = formOf(request).text('force', 3) === 'yes'
    const asked = trainBodySchema.safeParse({ ...daysOf(request), force })
    if (!asked.success) throw badDays()
    const job = await startTraining(deps, asked.data, byOf(principalOf(request)))
    return seeOther(reply, `/ops/jobs/${job.jobId}`)
  })

  app.post('/ops/models/rollback', async (request, reply) => {
    await rollbackModel(packs, byOf(principalOf(request), reasonOf(request)), wayBackOf(request))
    return seeOther(reply, '/ops/models?done=rolledBack')
  })

  app.post<OneModel>('/ops/models/:sha256/evaluate', async (request, reply) => {
    const asked = evaluateBodySchema.safeParse(daysOf(request))
    if (!asked.success) throw badDays()
    const job = await startEvaluation(deps, request.params.sha256, asked.data, byOf(principalOf(request)))
    return seeOther(reply, `/ops/jobs/${job.jobId}`)
  })

  app.post<OneModel>('/ops/models/:sha256/shadow', async (request, reply) => {
    await startModelShadow(deps, request.params.sha256, byOf(principalOf(request), reasonOf(request)))
    return seeOther(reply, '/ops/shadow?done=inShadow')
  })

  app.post<OneModel>('/ops/models/:sha256/shadow-stop', async (request, reply) => {
    const { sha256 } = request.params
    await stopModelShadow(deps, sha256, byOf(principalOf(request)))
    return seeOther(reply, `/ops/models/${sha256}?done=shadowStopped`)
  })

  app.post<OneModel>('/ops/models/:sha256/activate', async (request, reply) => {
    const { sha256 } = request.params
    await activateModel(packs, { sha256, reason: reasonOf(request) }, principalOf(request))
    return seeOther(reply, `/ops/models/${sha256}?done=activated`)
  })
}
