// Decisions as the routes would hand them over, for the tests of the store.

import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { v7 } from 'uuid'
import type { DecisionRecord, EngineRef } from '../src/store/decision-record.ts'

export const engine: EngineRef = {
  customs: 'a'.repeat(64),
  carrier: null,
  model: 'c'.repeat(64),
  scorer: '1.0.0',
}

const goods = JSON.stringify({
  service: 'ems',
  category: 'gift',
  regime: 'import',
  sender: { country: 'TH' },
  contents: [
    { d: 'carved ivory bracelet, antique', q: 1, w: 85, v: [3500, 'EUR'], hs: '711790', o: 'TH' },
    { d: 'cotton t-shirt blue, size L', q: 2, w: 300, v: [1800, 'EUR'], hs: '610910', o: 'TH' },
  ],
  gross: 460,
  route: ['TH', 'AE', 'BE'],
})
const context = JSON.stringify({ asOf: 1_795_168_800_000, draw: 0.483920175 })
const result = JSON.stringify({ p: [-40, 52, 6, 0], r: ['ivory-worked', 'source-route'], s: ['evidence', 1] })

const vector = (): Uint8Array => {
  const floats = new Float32Array(64)
  for (let i = 0; i < 64; i += 5) floats[i] = i
  floats[3] = Number.NaN
  floats[4] = 0.137
  floats[9] = -2.5
  return new Uint8Array(floats.buffer)
}

/** A typical two-piece parcel with both parties named in full. */
export const record = (change: Partial<DecisionRecord> = {}): DecisionRecord => {
  const decidedAtMs = change.decidedAtMs ?? Date.now()
  return {
    id: v7({ msecs: decidedAtMs }),
    clientId: 'bpost',
    mode: 'live',
    decidedAtMs,
    itemId: 'RR473124829TH',
    supersedes: null,
    status: 'scored',
    lane: 2,
    evidenceLane: 2,
    action: 4,
    total: 18,
    engine,
    goods,
    context,
    result,
    features: vector(),
    parties: [
      {
        role: 'sender',
        name: 'somchai jaidee',
        address: '12 charoen krung rd 10500 bangkok th',
        phone: '+66812345678',
        email: 'somchai@example.org',
      },
      {
        role: 'addressee',
        name: 'jan peeters',
        address: 'kerkstraat 12 9000 gent be',
        phone: '+32470123456',
        email: 'jan.peeters@example.be',
      },
    ],
    idempotency: null,
    ...change,
  }
}

export const idempotency = (): NonNullable<DecisionRecord['idempotency']> => ({
  keyHash: randomBytes(16),
  bodyHash: randomBytes(16),
})

export type Teardown = { readonly teardown: (work: () => unknown) => unknown }

/** A data folder of its own, gone after the test. */
export const freshFolder = (t: Teardown): string => {
  const folder = mkdtempSync(join(tmpdir(), 'beagle-store-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export const by = { actor: 'test', reason: 'a test' }

/** Names of the files in a folder that hold any of the strings, in any encoding a database would use. */
export const filesHolding = (folder: string, strings: readonly string[]): readonly string[] =>
  readdirSync(folder).filter((name) => {
    const bytes = readFileSync(join(folder, name))
    return strings.some((text) => bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le')))
  })
