// Editing a pack by form: words and rules. A preview uploads nothing; saving puts a new draft on the shelf, uploaded by the key of the session.

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from '../../errors.ts'
import type { AmendedPack, RuleView } from '../../jobs/ops-tasks.ts'
import type { PackAmendment } from '../../jobs/pack-amend.ts'
import { dayText } from '../../parcel/day.ts'
import { principalOf } from '../../routes/authenticate.ts'
import { packFault } from '../../routes/pack-answers.ts'
import { shelvePack } from '../../routes/packs.ts'
import { describeFacts } from '../../scoring/fact-description.ts'
import { factRegistry } from '../../scoring/fact-registry.ts'
import { engineRefOf } from '../../store/engines.ts'
import { formOf } from '../form-body.ts'
import type { Page } from '../page.tsx'
import { seeOther, sendPage } from '../pages.ts'
import { FactsPage } from './facts-page.tsx'
import type { OpsRoutesDeps } from './ops-deps.ts'
import { PendingPage } from './ops-frame.tsx'
import { type OnePack, shelvedPack } from './pack-routes.ts'
import { fieldsOfRule, readRule, ruleFields } from './rule-fields.ts'
import { RulePage, type RulePageProps } from './rule-page.tsx'
import { emptyTerms, readTerms, termFields } from './terms-fields.ts'
import { TermsPage, type TermsPageProps } from './terms-page.tsx'
import { TryPage } from './try-page.tsx'
import { parcelOfValues, tryValues } from './try-part.tsx'

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
  const { pages, engines, nowMs } = deps
  const propsOf = (sha256: string, page: Page): TermsPageProps => ({
    page,
    pack: shelvedPack(deps, sha256),
    fields: emptyTerms,
    faults: new Map(),
    tried: {},
    amended: null,
    strengthPoints: engines.live().customs.pack.bundle.manifest.policy!.strengthPoints,
  })

  app.get<OnePack>('/ops/packs/:sha256/terms', async (request, reply) => {
    warm(deps)
    return sendPage(reply, TermsPage(propsOf(request.params.sha256, pages.of(request, reply))))
  })

  app.post<OnePack>('/ops/packs/:sha256/terms', async (request, reply) => {
    const page = pages.of(request, reply)
    const form = formOf(request)
    const props = {
      ...propsOf(request.params.sha256, page),
      fields: termFields(form),
      tried: tryValues(form),
    }
    const today = dayText(nowMs())
    const context = { pack: engines.live().customs, language: page.language, t: page.t, today }
    const read = readTerms(props.fields, context)
    if (!read.ok) return sendPage(reply, TermsPage({ ...props, faults: read.faults }), 422)
    const amended = await amend(deps, request, page, { kind: 'terms', rows: read.rows })
    if (typeof amended === 'string') return seeOther(reply, amended)
    return sendPage(reply, TermsPage({ ...props, amended }), amended.ok ? 200 : 422)
  })
}

/** While somebody fills in the form, the thread gets ready to try a parcel. */
function warm({ soon, packs, engines }: OpsRoutesDeps): void {
  const live = engineRefOf(engines.live())
  void soon(`warm ${JSON.stringify(live)}`, () => packs.worker.ask('warm', { live }))
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
    return { page, pack, view, fields: fieldsOfRule(view.rule), faults: new Map(), tried: {}, amended: null }
  }

  app.get<OnePack>('/ops/packs/:sha256/rule', async (request, reply) => {
    const page = pages.of(request, reply)
    const view = await soon(`rule ${request.url}`, viewOf(request))
    warm(deps)
    if (view.kind === 'failed') throw view.error
    const title = page.t.ops.acts.editRule
    if (view.kind === 'pending') return sendPage(reply, PendingPage({ page, title }))
    return sendPage(reply, RulePage(propsOf(request, page, view.value)))
  })

  app.post<OnePack>('/ops/packs/:sha256/rule', async (request, reply) => {
    const page = pages.of(request, reply)
    const form = formOf(request)
    const shown = propsOf(request, page, await viewOf(request)())
    const props = { ...shown, fields: ruleFields(form), tried: tryValues(form) }
    const read = readRule(props.fields, props.view.rule)
    if (!read.ok) return sendPage(reply, RulePage({ ...props, faults: read.faults }), 422)
    const amended = await amend(deps, request, page, { kind: 'rule', rule: read.rule })
    if (typeof amended === 'string') return seeOther(reply, amended)
    return sendPage(reply, RulePage({ ...props, amended }), amended.ok ? 200 : 422)
  })
}

/** The preview, or the address of the new draft. */
async function amend(
  deps: OpsRoutesDeps,
  request: FastifyRequest<OnePack>,
  page: Page,
  amendment: PackAmendment,
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
      parcel: keep ? null : parcelOfValues(tryValues(form), page, deps),
      keep,
    })
    .catch(packFault)
  if (!keep || !amended.ok) return amended
  await shelvePack(store, amended, principalOf(request))
  return `/ops/packs/${amended.report.sha256}?done=saved`
}

function tryRoute(app: FastifyInstance, deps: OpsRoutesDeps): void {
  const { pages, packs, engines } = deps
  app.post<OnePack>('/ops/packs/:sha256/try', async (request, reply) => {
    const page = pages.of(request, reply)
    const { sha256 } = request.params
    const pack = shelvedPack(deps, sha256)
    const values = tryValues(formOf(request))
    const parcel = parcelOfValues(values, page, deps)
    const live = engineRefOf(engines.live())
    const tried = parcel && (await packs.worker.ask('try', { sha256, live, ...parcel }).catch(packFault))
    return sendPage(reply, TryPage({ page, pack, values, tried }))
  })
}
