// An officer's desk for the suites: a service with keys, an ivory parcel, and short ways to score it and to record what a check found.

import t from 'tap'
import { outcomeListSchema, outcomeSchema } from '../src/routes/schemas/outcome-schema.ts'
import { call, parcelOf, startTestService } from './helper.ts'

export const piece = {
  hsCode: '9601.10',
  netWeightGrams: 85,
  value: { amount: '35.00', currency: 'EUR' },
  originCountry: 'TH',
}

export const ivoryParcel = (description: string, change: object = {}, pieceChange: object = {}): object =>
  parcelOf(
    description,
    {
      itemId: 'RR473124829TH',
      service: 'ems',
      sender: { name: 'Somchai Jaidee', country: 'TH' },
      addressee: { name: 'Jan Peeters', country: 'BE' },
      route: ['TH', 'AE', 'BE'],
      postingOffice: '10500',
      ...change,
    },
    { ...piece, ...pieceChange },
  )

export const nothing = { method: 'opened_by_customs', result: 'nothing_listed' } as const
export const seizure = {
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

/** One service for a whole suite: starting one costs seconds. */
export async function startDesk() {
  const service = await startTestService(t)
  const [officer, courier] = [
    await service.token('customs-be', 'officer'),
    await service.token('bpost', 'courier'),
  ]
  const score = async (parcel: object = ivoryParcel('carved ivory bracelet'), key = courier) => {
    const response = await service.app.inject({
      method: 'POST',
      url: '/v1/score',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      payload: JSON.stringify(parcel),
    })
    return (response.json() as { decisionId: string }).decisionId
  }
  const record = (id: string, body: object, key = officer, headers: Record<string, string> = {}) =>
    call(service.app, 'POST', `/v1/decisions/${id}/outcomes`, { key, body, headers }, outcomeSchema)
  const listed = (id: string, key = officer) =>
    call(service.app, 'GET', `/v1/decisions/${id}/outcomes`, { key }, outcomeListSchema)
  return { ...service, officer, courier, score, record, listed }
}
