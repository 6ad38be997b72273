// Pages that only look: shadows, jobs, weak points, data quality, drift, reliability, the audit log.

import type { FastifyInstance } from 'fastify'
import { qualityDimensions, weakPointDimensions } from '../../jobs/analytics-tally.ts'
import { auditPage } from '../../routes/audit.ts'
import { principalOf } from '../../routes/authenticate.ts'
import { driftReport } from '../../routes/drift.ts'
import { cancelJob, foundJob } from '../../routes/jobs.ts'
import { modelComparison } from '../../routes/model-shadow.ts'
import { byOf, packFault } from '../../routes/pack-answers.ts'
import { packComparison } from '../../routes/pack-shadow.ts'
import { reliabilityReport } from '../../routes/reliability.ts'
import { auditQuerySchema } from '../../routes/schemas/audit-schema.ts'
import { engineRefOf } from '../../store/engines.ts'
import { countryCode } from '../country-names.ts'
import { keyNames } from '../key-names.ts'
import { seeOther, sendPage } from '../pages.ts'
import type { AskedCountry } from './analytics-parts.tsx'
import { AuditPage } from './audit-page.tsx'
import { DriftPage, driftReferences } from './drift-page.tsx'
import { JobPage } from './job-page.tsx'
import type { OpsRoutesDeps } from './ops-deps.ts'
import { QualityPage } from './quality-page.tsx'
import { ReliabilityPage } from './reliability-page.tsx'
import { noticeOf } from './request-parts.ts'
import { type InShadow, ShadowPage } from './shadow-page.tsx'
import { WeakPointsPage } from './weak-points-page.tsx'

type Query = { Querystring: Record<string, string | undefined> }
type OneJob = { Params: { id: string } }

const actsShown = 100

export function watchPages(app: FastifyInstance, deps: OpsRoutesDeps): void {
  jobRoutes(app, deps)
  analyticsPages(app, deps)
  forestPages(app, deps)
  const { store, pages } = deps

  app.get('/ops/shadow', async (request, reply) => {
    const page = pages.of(request, reply)
    return sendPage(
      reply,
      ShadowPage({ page, shadows: await shadowsOf(deps), notice: noticeOf(request, page) }),
    )
  })

  app.get<Query>('/ops/audit', async (request, reply) => {
    const page = pages.of(request, reply)
    const asked = Object.entries(request.query).filter(([, value]) => value !== '')
    const read = auditQuerySchema.safeParse({ ...Object.fromEntries(asked), limit: actsShown })
    // A filter that cannot be is no filter: the page shows what it did take.
    const query = read.success ? read.data : auditQuerySchema.parse({ limit: actsShown })
    const found = auditPage(store.audit, query)
    const { act = '', outcomes } = query
    const keyName = keyNames(store)
    return sendPage(reply, AuditPage({ page, found, outcomes: outcomes === 'true', act, keyName }))
  })
}

function jobRoutes(app: FastifyInstance, { packs, pages, store }: OpsRoutesDeps): void {
  const deps = { jobs: packs.jobs, audit: store.audit }
  app.get<OneJob>('/ops/jobs/:id', async (request, reply) => {
    const page = pages.of(request, reply)
    const { id } = request.params
    const job = foundJob(packs.jobs, id, packs.jobs.get(id))
    const about = store.bundles.list().find(({ sha256 }) => sha256 === job.about) ?? null
    return sendPage(reply, JobPage({ page, job, about, by: keyNames(store)(job.startedBy) }))
  })

  app.post<OneJob>('/ops/jobs/:id/cancel', async (request, reply) => {
    const { id } = request.params
    await cancelJob(deps, id, byOf(principalOf(request)))
    return seeOther(reply, `/ops/jobs/${id}`)
  })
}

function analyticsPages(app: FastifyInstance, { pages, engines, analytics, soon }: OpsRoutesDeps): void {
  const asked = async ({ code: country, isKnown }: AskedCountry) => {
    if (!isKnown) return null
    const { customs } = engineRefOf(engines.live())
    return soon(`analytics ${customs} ${country}`, () => analytics.report({ country }).catch(packFault))
  }

  app.get<Query>('/ops/weak-points', async (request, reply) => {
    const page = pages.of(request, reply)
    const by = weakPointDimensions.find((known) => known === request.query.by) ?? 'route'
    const country = countryOf(request.query.country)
    const { taxa } = engines.live().customs.tables
    const taxonName = (id: string) => taxa.get(id)?.scientificName ?? id
    return sendPage(reply, WeakPointsPage({ page, by, country, asked: await asked(country), taxonName }))
  })

  app.get<Query>('/ops/data-quality', async (request, reply) => {
    const page = pages.of(request, reply)
    const by = qualityDimensions.find((known) => known === request.query.by) ?? 'office'
    const country = countryOf(request.query.country)
    return sendPage(reply, QualityPage({ page, by, country, asked: await asked(country) }))
  })
}

/** By its code or a name. Sent twice, it comes as a list: no country then. */
function countryOf(given: unknown): AskedCountry {
  const text = typeof given === 'string' ? given.trim().slice(0, 60) : ''
  const code = countryCode(text)
  return { text: code ?? text, code, isKnown: text === '' || code !== null }
}

function forestPages(app: FastifyInstance, deps: OpsRoutesDeps): void {
  const { pages, engines, soon } = deps

  app.get<Query>('/ops/drift', async (request, reply) => {
    const page = pages.of(request, reply)
    const reference = driftReferences.find((known) => known === request.query.reference) ?? 'earlier'
    const key = `drift ${reference} ${engineRefOf(engines.live()).model}`
    const asked = await soon(key, () => driftReport(deps, { reference }))
    return sendPage(reply, DriftPage({ page, reference, asked }))
  })

  app.get('/ops/reliability', async (request, reply) => {
    const page = pages.of(request, reply)
    const key = `reliability ${engineRefOf(engines.live()).customs}`
    const asked = await soon(key, async () => reliabilityReport(deps, {}))
    return sendPage(reply, ReliabilityPage({ page, asked }))
  })
}

async function shadowsOf({ store, packs }: OpsRoutesDeps): Promise<InShadow[]> {
  const nameOf = (sha256: string) => {
    const found = store.bundles.list().find((one) => one.sha256 === sha256)
    return found === undefined ? sha256.slice(0, 12) : `${found.name} ${found.version}`.trim()
  }
  const { shadow: pack } = await packComparison(packs)
  const model = packs.modelShadow.state()?.sha256
  const { shadow: forest } = model === undefined ? { shadow: null } : await modelComparison(packs, model)
  return [
    ...(pack === null ? [] : [{ kind: 'pack' as const, name: nameOf(pack.sha256), state: pack }]),
    ...(forest === null ? [] : [{ kind: 'model' as const, name: nameOf(forest.sha256), state: forest }]),
  ]
}
