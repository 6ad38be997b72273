// A process of its own that writes everything a store keeps, until it is killed. Loads first, waits for a line on stdin, then opens the folder.
// Usage: kill-child.ts DATA_DIR LOG. Each line of the log is one acknowledged write: a letter and ids (see kill-rounds.ts).

import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { openSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { v7 } from 'uuid'
import { dayMs } from '../src/parcel/day.ts'
import { openStore } from '../src/store/open-store.ts'
import { by, idempotency, record } from './store-fixtures.ts'

const [dataDir = '', log = ''] = process.argv.slice(2)
const sides = 20

writeSync(1, 'loaded\n')
await once(process.stdin, 'data')
const store = await openStore({ dataDir, bounds: { checkpointCommits: 64 } })
const acknowledged = openSync(log, 'a')
writeSync(1, 'ready\n')

/** In the page cache when this returns: a killed process does not take it back. */
const note = (...words: readonly string[]): void => {
  writeSync(acknowledged, `${words.join(' ')}\n`)
}

let isWorking = false

const training = {
  featureNames: ['gift', 'netWeightGrams'],
  features: Float32Array.of(1, Number.NaN),
  categories: { hs6: '960110', route: 'TH>BE', office: '', service: 'ems' },
  rulePoints: 52,
  forestPoints: -3,
  evidenceLane: 2,
  check: { reason: 'evidence', probability: 1 },
} as const

const recordOutcome = async (decisionId: string, keyId: string): Promise<void> => {
  const outcome = {
    id: v7(),
    decisionId,
    recordedAtMs: Date.now(),
    keyId,
    clientId: 'customs-be',
    reason: 'evidence',
    method: 'xray',
    stage: 'preliminary',
    result: 'listed_without_valid_papers',
    findings: [],
    papers: [],
    concealment: null,
    note: null,
  } as const
  await store.outcomes.record(outcome, { keyHash: null, training })
  note('outcome', outcome.id, decisionId)
  if (!isWorking) writeSync(1, 'working\n')
  isWorking = true
}

const courier = async (keyId: string): Promise<void> => {
  for (let turn = 0; ; turn += 1) {
    const isOld = turn % 8 === 7
    const decidedAtMs = Date.now() - (isOld ? 100 * dayMs : 0)
    const decision = record({ idempotency: idempotency(), decidedAtMs })
    await store.decisions.append(decision)
    note(isOld ? 'old' : 'decision', decision.id)
    if (isOld || turn % 4 === 3) continue
    const who = { decisionId: decision.id, keyId, clientId: 'customs-be' }
    await store.claims.claim(who)
    if (turn % 4 === 0) {
      await recordOutcome(decision.id, keyId)
    } else if (turn % 4 === 1) {
      await store.claims.release(who)
      note('released', decision.id)
    } else {
      note('held', decision.id)
    }
  }
}

const administrator = async (): Promise<void> => {
  for (;;) {
    const bytes = randomBytes(8000)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    await store.bundles.put({ sha256, kind: 'model', name: 'ballast', version: '1', bytes }, by)
    note('bundle', sha256)
    const { key } = await store.keys.create(
      { clientId: 'bpost', role: 'courier', mode: 'live', label: '' },
      by,
    )
    note('key', key.id)
    await sleep(40)
  }
}

/** Forgets the old ones, and cuts the log behind them. */
const cleaner = async (): Promise<void> => {
  for (;;) {
    await sleep(60)
    await store.meta.purge({ beforeMs: Date.now() - 90 * dayMs, by })
  }
}

await Promise.all([
  ...Array.from({ length: sides }, (_, side) => courier(`key_${side}`)),
  administrator(),
  cleaner(),
])
