// Packs: the shelf, one pack with its views, and what can be done with it. Each act is the function of the API, with the key of the session.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { AppError } from '../../errors.ts'
import { dayMs } from '../../parcel/day.ts'
import { principalOf } from '../../routes/authenticate.ts'
import { activatePack, rollbackPack } from '../../routes/pack-activate.ts'
import { byOf, packFault } from '../../routes/pack-answers.ts'
import { startBacktest } from '../../routes/pack-backtest.ts'
import { startPackShadow, stopPackShadow } from '../../routes/pack-shadow.ts'
import { listPacks, uploadBytesMax, uploadPack } from '../../routes/packs.ts'
import { engineRefOf } from '../../store/engines.ts'
import { formOf } from '../form-body.ts'
import type { Html } from '../html.ts'
import { keyNames } from '../key-names.ts'
import type { Page } from '../page.tsx'
import { seeOther, sendPage } from '../pages.ts'
import type { OpsRoutesDeps } from './ops-deps.ts'
import { mayAct, SoonPart } from './ops-frame.tsx'
import { PackActs } from './pack-acts.tsx'
import { CasesPart, LintPart, PackDiffPart } from './pack-checks.tsx'
import { PackPage, PackSummary, type PackView, packViews, type ShelvedPack } from './pack-page.tsx'
import { namedPack, PacksPage } from './packs-page.tsx'
import { badDays, daysOf, mustBeAnother, noticeOf, reasonOf, wayBackOf } from './request-parts.ts'
import { RuleList } from './rule-list.tsx'
import { readUploads, uploadOf } from './upload-body.ts'

export type OnePack = { Params: { sha256: string }; Querystring: Record<string, string | undefined> }

export function packPages(app: FastifyInstance, deps: OpsRoutesDeps): void {
  const { store, packs, pages } = deps

  app.get('/ops/packs', async (request, reply) => {
    const page = pages.of(request, reply)
    const listed = listPacks(store, packs)
    return sendPage(
      reply,
      PacksPage({ page, packs: listed, keyName: keyNames(store), notice: noticeOf(request, page) }),
    )
  })

  app.register(async (scope) => {
    readUploads(scope, uploadBytesMax)
    scope.post('/ops/packs', async (request, reply) => {
      const { sha256 } = await uploadPack(deps, uploadOf(request), principalOf(request))
      return seeOther(reply, `/ops/packs/${sha256}?done=uploaded`)
    })
  })

  app.get<OnePack>('/ops/packs/:sha256', async (request, reply) =>
    sendPage(reply, await showPack(deps, request, reply)),
  )
  packActs(app, deps)
}

function packActs(app: FastifyInstance, deps: OpsRoutesDeps): void {
  const { packs } = deps

  app.post('/ops/packs/rollback', async (request, reply) => {
    const slot = formOf(request).text('slot', 10) === 'carrier' ? 'carrier' : 'customs'
    const by = byOf(principalOf(request), reasonOf(request))
    await rollbackPack(packs, { slot, to: wayBackOf(request) }, by)
    return seeOther(reply, '/ops/packs?done=rolledBack')
  })

  app.post<OnePack>('/ops/packs/:sha256/backtest', async (request, reply) => {
    const { sha256 } = request.params
    const job = await startBacktest(deps, sha256, windowOf(request), byOf(principalOf(request)))
    return seeOther(reply, `/ops/jobs/${job.jobId}`)
  })

  app.post<OnePack>('/ops/packs/:sha256/shadow', async (request, reply) => {
    await startPackShadow(deps, request.params.sha256, byOf(principalOf(request), reasonOf(request)))
    return seeOther(reply, '/ops/shadow?done=inShadow')
  })

  app.post<OnePack>('/ops/packs/:sha256/shadow-stop', async (request, reply) => {
    const { sha256 } = request.params
    await stopPackShadow(deps, sha256, byOf(principalOf(request)))
    return seeOther(reply, `/ops/packs/${sha256}?done=shadowStopped`)
  })

  app.post<OnePack>('/ops/packs/:sha256/activate', async (request, reply) => {
    const { sha256 } = request.params
    await activatePack(packs, { sha256, reason: reasonOf(request) }, principalOf(request))
    return seeOther(reply, `/ops/packs/${sha256}?done=activated`)
  })
}

/** Throws NOT_FOUND. */
export function shelvedPack({ store, packs }: OpsRoutesDeps, sha256: string): ShelvedPack {
  const found = listPacks(store, packs).packs.find((one) => one.sha256 === sha256)
  if (found === undefined) throw new AppError('NOT_FOUND', 'There is no such pack.')
  return found
}

async function showPack(
  deps: OpsRoutesDeps,
  request: FastifyRequest<OnePack>,
  reply: FastifyReply,
): Promise<Html> {
  const page = deps.pages.of(request, reply)
  const pack = shelvedPack(deps, request.params.sha256)
  const view = packViews.find((known) => known === request.query.view) ?? 'summary'
  const words = String(request.query.q ?? '').slice(0, 100)
  const children = [showView(deps, page, { pack, view, words })]
  if (view === 'summary') children.push(showActs(deps, page, pack))
  return PackPage({
    page,
    pack,
    view,
    notice: noticeOf(request, page),
    uploadedBy: keyNames(deps.store)(pack.uploadedBy),
    children: await Promise.all(children),
  })
}

async function showActs(deps: OpsRoutesDeps, page: Page, pack: ShelvedPack): Promise<Html> {
  const standing = standingOf(deps, page, pack)
  const isDraft = standing.answering === null && mayAct(page)
  return PackActs({
    page,
    pack,
    nowMs: deps.nowMs(),
    ...standing,
    changes: isDraft ? await changesOf(deps, pack.sha256) : null,
    lastNewsMs: (slot) => {
      const last = deps.store.bundles.history(slot, movesLooked).find(({ move }) => move !== 'shadow')
      return last?.move === 'activate' ? last.at : 0
    },
  })
}

/** Putting packs into the shadow moves as well. */
const movesLooked = 100

function changesOf({ packs, engines, soon }: OpsRoutesDeps, sha256: string) {
  const live = engineRefOf(engines.live())
  return soon(`changes ${sha256} ${JSON.stringify(live)}`, () =>
    packs.worker.ask('changes', { sha256, live }).catch(packFault),
  )
}

/** Where the pack stands on its way: what was tried with it, who may do the rest, and whether it answers. */
function standingOf({ store, packs }: OpsRoutesDeps, page: Page, { sha256, uploadedBy }: ShelvedPack) {
  const { slots, packs: shelved } = listPacks(store, packs)
  const slot = (['customs', 'carrier'] as const).find((name) => slots[name].active === sha256)
  const shadow = slots.customs.shadow ?? slots.carrier.shadow
  return {
    jobs: packs.jobs.list().filter(({ about }) => about === sha256),
    displaces: shadow === sha256 ? null : (namedPack(shelved, shadow)?.name ?? null),
    isOwn: mustBeAnother(packs, page, uploadedBy),
    answering: slot === undefined ? null : { slot, previous: namedPack(shelved, slots[slot].previous) },
  }
}

type Shown = { readonly pack: ShelvedPack; readonly view: PackView; readonly words: string }

async function showView(deps: OpsRoutesDeps, page: Page, { pack, view, words }: Shown): Promise<Html> {
  const { packs, engines, soon } = deps
  const { sha256 } = pack
  const live = engineRefOf(engines.live())
  const key = `${view} ${sha256} ${JSON.stringify(live)}`
  const part = async <T>(work: () => Promise<T>, show: (value: T) => Html): Promise<Html> =>
    SoonPart({ page, soon: await soon(key, () => work().catch(packFault)), show })
  const { worker } = packs
  switch (view) {
    case 'summary':
      return part(
        () => worker.ask('report', { sha256, live }),
        (report) => PackSummary({ page, sha256, report }),
      )
    case 'changes':
      return SoonPart({
        page,
        soon: await changesOf(deps, sha256),
        show: (found) => PackDiffPart({ page, found }),
      })
    case 'cases':
      return part(
        () => worker.ask('cases', { sha256, live }),
        (report) => CasesPart({ page, report }),
      )
    case 'lint':
      return part(
        () => worker.ask('lint', { sha256, live }),
        (lint) => LintPart({ page, lint }),
      )
    case 'rules':
      return part(
        () => worker.ask('rules', { sha256 }),
        (rules) => RuleList({ page, pack, rules, words }),
      )
  }
}

/** From its first moment to the end of the last day; the API takes moments. */
function windowOf(request: FastifyRequest): { readonly from: string; readonly to?: string } {
  const { since, until } = daysOf(request)
  if (since === undefined) throw badDays()
  const from = `${since}T00:00:00Z`
  return until === undefined ? { from } : { from, to: new Date(Date.parse(until) + dayMs).toISOString() }
}
