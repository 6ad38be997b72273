// What checks found, through the whole service on a real store: recorded, read back, learnt from, forgotten with the decision.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import t from 'tap'
import { z } from 'zod'
import { outcomeListSchema, outcomeSchema } from '../src/routes/schemas/outcome-schema.ts'
import { labelOfOutcomes, type OutcomeResult, outcomeResults } from '../src/scoring/outcome-label.ts'
import { featureRegistry } from '../src/scoring/feature-registry.ts'
import { featuresInOrder } from '../src/store/training-rows.ts'
import { readWord, wordOf } from '../src/store/outcomes-word.ts'
import { checkMethods, outcomeStages } from '../src/scoring/outcome-label.ts'
import { call, officerSchema, parcelOf, startTestService, type TestService } from './helper.ts'
import { by } from './store-fixtures.ts'

const nothing = { method: 'opened_by_customs', result: 'nothing_listed' } as const
const seizure = {
  method: 'opened_by_customs',
  result: 'listed_without_valid_papers',
  findings: [
    { taxon: 'Loxodonta africana', form: 'IVC', quantity: 85, unit: 'g' },
    { taxon: 'elephantidae', form: 'TUS', quantity: 2 },
  ],
  papers: ['c400'],
  concealment: 'inside a hollow book',
  note: 'call +32 470 12 34 56 or jan@example.be',
} as const

const ivory = parcelOf(
  'carved ivory bracelet',
  {
    itemId: 'RR473124829TH',
    service: 'ems',
    sender: { name: 'Somchai Jaidee', country: 'TH' },
    addressee: { name: 'Jan Peeters', country: 'BE' },
    route: ['TH', 'AE', 'BE'],
    postingOffice: '10500',
  },
  { hsCode: '9601.10', netWeightGrams: 85, value: { amount: '35.00', currency: 'EUR' }, originCountry: 'TH' },
)

type Desk = TestService & { readonly officer: string; readonly courier: string }

async function desk(t: Parameters<typeof startTestService>[0], dataDir?: string): Promise<Desk> {
  const service = await startTestService(t, dataDir)
  const [officer, courier] = [
    await service.token('customs-be', 'officer'),
    await service.token('bpost', 'courier'),
  ]
  return { ...service, officer, courier }
}

const score = async ({ app }: TestService, key: string, parcel: object = ivory) => {
  const response = await app.inject({
    method: 'POST',
    url: '/v1/score',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    payload: JSON.stringify(parcel),
  })
  return (response.json() as { decisionId: string }).decisionId
}

const record = (
  { app }: TestService,
  key: string,
  id: string,
  body: object,
  headers: Record<string, string> = {},
) => call(app, 'POST', `/v1/decisions/${id}/outcomes`, { key, body, headers }, outcomeSchema)

const listed = ({ app }: TestService, key: string, id: string) =>
  call(app, 'GET', `/v1/decisions/${id}/outcomes`, { key }, outcomeListSchema)

t.test('an outcome is recorded, masked, read back; the last one decides', async (t) => {
  const service = await desk(t)
  const id = await score(service, service.courier)
  const first = await record(service, service.officer, id, nothing)
  t.equal(first.status, 201)
  t.match(first.body, { decisionId: id, stage: 'preliminary', result: 'nothing_listed', reason: 'evidence' })
  const second = await record(service, service.officer, id, { ...seizure, stage: 'laboratory' })
  t.equal(second.status, 201)
  t.match(second.body, {
    papers: ['C400'],
    note: 'call ################ or ##############',
    findings: [
      { unit: 'g', quantity: 85 },
      { form: 'TUS', unit: 'no.' },
    ],
  })
  const { body } = await listed(service, service.officer, id)
  t.same(
    [body!.label, body!.outcomes.map(({ result }) => result)],
    [1, ['nothing_listed', 'listed_without_valid_papers']],
  )
  const [row, ...more] = [...service.store.trainingRows.iterate()]
  t.equal(more.length, 0, 'one row a decision, whatever was said of it before')
  t.match(row, { label: 1, method: 'opened_by_customs', check: { reason: 'evidence', probability: 1 } })
  await record(service, service.officer, id, { ...nothing, result: 'laboratory_pending' })
  t.same([...service.store.trainingRows.iterate()], [], 'an open question takes the label back')
  await record(service, service.officer, id, nothing)
  t.match([...service.store.trainingRows.iterate()], [{ label: 0 }])
  t.match(await service.store.meta.verify(), { ok: true, outcomes: 4 })
})
