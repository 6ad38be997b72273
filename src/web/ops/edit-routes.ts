// Editing a pack by form: words and rules. A preview uploads nothing; saving puts a new draft on the shelf, uploaded by the key of the session.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../errors.ts'
import type { AmendedPack } from '../../jobs/amend-task.ts'
import type { RuleView } from '../../jobs/ops-tasks.ts'
import type { PackAmendment } from '../../jobs/pack-amend.ts'
import { lookUpTerm, type TermLookup } from '../../jobs/term-lookup.ts'
import { dayText } from '../../parcel/day.ts'
import { principalOf } from '../../routes/authenticate.ts'
import { packFault } from '../../routes/pack-answers.ts'
import { shelvePack } from '../../routes/packs.ts'
import { describeFacts } from '../../scoring/fact-description.ts'
import { factRegistry } from '../../scoring/fact-registry.ts'
import { engineRefOf } from '../../store/engines.ts'
import { keepingSent } from '../carried-form.tsx'
import { formOf } from '../form-body.ts'
import type { Page } from '../page.tsx'
import { seeOther, sendPage } from '../pages.ts'
import { faultsOf } from './edit-form.tsx'
import { FactsPage } from './facts-page.tsx'
import type { OpsRoutesDeps } from './ops-deps.ts'
import { PendingPage } from './ops-frame.tsx'
import { type OnePack, shelvedPack } from './pack-routes.ts'
import { fieldTexts } from './request-parts.ts'
import { fieldsOfRule, readRule, ruleNames } from './rule-fields.ts'
import { RulePage, type RulePageProps } from './rule-page.tsx'
import { emptyTerms, readTerms, termNames } from './terms-fields.ts'
import { TermsPage, type TermsPageProps } from './terms-page.tsx'
import { TryPage } from './try-page.tsx'
import { emptyTrial, type ReadTrial, readTrial, type Trial } from './try-part.tsx'

/** Twice what the forms take: a browser counts a line break as one unit and sends two. */
const [ruleUnitsMax, termUnitsMax] = [8000, 40_000]

export function editPages(app: FastifyInstance, deps: OpsRoutesDeps): void {
  const { pages } = deps
  const facts = describeFacts(factRegistry)
  app.get('/ops/facts.json', async () => ({ facts }))
  app.get('/ops/facts', async (request, reply) =>
    sendPage(reply, FactsPage({ page: pages.of(request, reply), facts })),
  )
  termRoutes(app, deps)
  ruleRoutes(app, deps)
  tryRoute(app, deps)
}

function termRoutes(app: FastifyInstance, deps: OpsRoutesDeps): void {
  const { pages, soon, nowMs } = deps
  const propsOf = (
    request: FastifyRequest<OnePack>,
    page: Page,
    { commodities }: TermLookup,
  ): TermsPageProps => {
    return {
      page: { ...page, path: request.url },
      pack: shelvedPack(deps, request.params.sha256),
      fields: { ...emptyTerms, kind: request.query.kind ?? emptyTerms.kind },
      faults: new Map(),
      trial: emptyTrial,
      amended: null,
      rows: [],
      alsoFits: [],
      commodities,
    }
  }

  app.get<OnePack>('/ops/packs/:sha256/terms', async (request, reply) => {
    const page = pages.of(request, reply)
    const { sha256 } = request.params
    shelvedPack(deps, sha256)
    const found = await soon(`lookup ${sha256} ${liveKey(deps)}`, () => lookUp(deps, sha256, '', page))
    warm(deps)
    if (found.kind === 'failed') throw found.error
    const title = page.t.ops.acts.addTerms
    if (found.kind === 'pending') return sendPage(reply, PendingPage({ page, title }))
    return sendPage(reply, TermsPage(propsOf(request, page, found.value)))
  })

  app.post<OnePack>('/ops/packs/:sha256/terms', async (request, reply) => {
    const page = keepingSent(pages.of(request, reply), request)
    const form = formOf(request)
    const fields = fieldTexts(form, termNames, termUnitsMax)
    const trial = readTrial(form, page, deps)
    const { sha256 } = request.params
    shelvedPack(deps, sha256)
    const found = await lookUp(deps, sha256, fields.taxon, page)
    const props = { ...propsOf(request, page, found), fields, trial }
    const read = readTerms(fields, { taxon: found.taxon, t: page.t, today: dayText(nowMs()) })
    if (!read.ok) return sendPage(reply, TermsPage({ ...props, faults: read.faults }), 422)
    const { rows, alsoFits } = read
    const amended = await amend(deps, request, { kind: 'terms', rows }, trial)
    if (typeof amended === 'string') return seeOther(reply, amended)
    return sendPage(reply, TermsPage({ ...props, rows, alsoFits, amended }), statusOf(amended, trial))
  })
}

/** What answers is at hand; a draft is asked of the thread that has it, for it may have taxa of its own. */
async function lookUp(
  { packs, engines }: OpsRoutesDeps,
  sha256: string,
  taxon: string,
  { language }: Page,
): Promise<TermLookup> {
  const { ref, pack } = engines.live().customs
  if (sha256 === ref.sha256) return lookUpTerm(pack, taxon, language)
  const live = engineRefOf(engines.live())
  return packs.worker.ask('lookup', { sha256, live, taxon, language }).catch(packFault)
}

/** What a kept answer of the thread hangs on, beside the pack it was asked of. */
const liveKey = ({ engines }: Pick<OpsRoutesDeps, 'engines'>) => JSON.stringify(engineRefOf(engines.live()))

const statusOf = (amended: AmendedPack, { fault }: Trial) =>
  faultsOf(amended).length === 0 && fault === null ? 200 : 422

/** While somebody fills in the form, the thread gets ready to try a parcel. */
function warm({ soon, packs, engines }: OpsRoutesDeps): void {
  const live = engineRefOf(engines.live())
  void soon(`warm ${liveKey({ engines })}`, () => packs.worker.ask('warm', { live }))
}

function ruleRoutes(app: FastifyInstance, deps: OpsRoutesDeps): void {
  const { pages, packs, engines, soon } = deps
  const viewOf = (request: FastifyRequest<OnePack>) => {
    const { sha256 } = request.params
    shelvedPack(deps, sha256)
    const id = String(request.query.id ?? '').slice(0, 80)
    return async (): Promise<RuleView> => {
      const live = engineRefOf(engines.live())
      const view = await packs.worker.ask('rule', { sha256, id, live }).catch(packFault)
      if (id !== '' && view.rule === null) throw new AppError('NOT_FOUND', 'There is no such rule.')
      return view
    }
  }
  const propsOf = (request: FastifyRequest<OnePack>, page: Page, view: RuleView): RulePageProps => {
    const pack = shelvedPack(deps, request.params.sha256)
    const fields = fieldsOfRule(view.rule)
    const here = { ...page, path: request.url }
    return { page: here, pack, view, fields, faults: new Map(), trial: emptyTrial, amended: null }
  }

  app.get<OnePack>('/ops/packs/:sha256/rule', async (request, reply) => {
    const page = pages.of(request, reply)
    const view = await soon(`rule ${request.url} ${liveKey(deps)}`, viewOf(request))
    warm(deps)
    if (view.kind === 'failed') throw view.error
    const title = page.t.ops.acts.editRule
    if (view.kind === 'pending') return sendPage(reply, PendingPage({ page, title }))
    return sendPage(reply, RulePage(propsOf(request, page, view.value)))
  })

  app.post<OnePack>('/ops/packs/:sha256/rule', async (request, reply) => {
    const page = keepingSent(pages.of(request, reply), request)
    const form = formOf(request)
    const shown = propsOf(request, page, await viewOf(request)())
    const trial = readTrial(form, page, deps)
    const props = { ...shown, fields: fieldTexts(form, ruleNames, ruleUnitsMax), trial }
    const { rule: before, ids } = props.view
    const read = readRule(props.fields, { before, ids, t: page.t })
    if (!read.ok) return sendPage(reply, RulePage({ ...props, faults: read.faults }), 422)
    const amended = await amend(deps, request, { kind: 'rule', rule: read.rule }, trial)
    if (typeof amended === 'string') return seeOther(reply, amended)
    return sendPage(reply, RulePage({ ...props, amended }), statusOf(amended, trial))
  })
}

/** The preview, or the address of the new draft. What has errors of its own is shown again, with nothing lost. */
async function amend(
  deps: OpsRoutesDeps,
  request: FastifyRequest<OnePack>,
  amendment: PackAmendment,
  { parcel }: ReadTrial,
): Promise<AmendedPack | string> {
  const { packs, engines, store } = deps
  const form = formOf(request)
  const { sha256: base } = request.params
  const { id } = shelvedPack(deps, base)
  const keep = form.text('do', 10) === 'save'
  const amended = await packs.worker
    .ask('amend', {
      base,
      live: engineRefOf(engines.live()),
      amendment,
      taken: store.bundles.list('pack').flatMap((one) => (one.name === id ? [one.version] : [])),
      parcel: keep ? null : parcel,
      keep,
    })
    .catch(packFault)
  if (!keep || !amended.ok || faultsOf(amended).length > 0) return amended
  await shelvePack(store, amended, principalOf(request))
  return `/ops/packs/${amended.report.sha256}?done=saved`
}

function tryRoute(app: FastifyInstance, deps: OpsRoutesDeps): void {
  const { pages, packs, engines } = deps
  app.post<OnePack>('/ops/packs/:sha256/try', async (request, reply) => {
    const page = keepingSent(pages.of(request, reply), request)
    const { sha256 } = request.params
    const pack = shelvedPack(deps, sha256)
    const trial = readTrial(formOf(request), page, deps)
    const { parcel, fault } = trial
    const live = engineRefOf(engines.live())
    const tried = parcel && (await packs.worker.ask('try', { sha256, live, ...parcel }).catch(packFault))
    const back = { ...page, path: `/ops/packs/${sha256}` }
    return sendPage(reply, TryPage({ page: back, pack, trial, tried }), fault === null ? 200 : 422)
  })
}
