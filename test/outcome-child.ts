// A process of its own for the test that kills one: appends decisions and records an outcome of each, until a signal. Usage: outcome-child.ts DATA_DIR LOG

import { openSync, writeSync } from 'node:fs'
import { v7 } from 'uuid'
import { openStore } from '../src/store/open-store.ts'
import { idempotency, record } from './store-fixtures.ts'

const [dataDir = '', log = ''] = process.argv.slice(2)
const store = await openStore({ dataDir, bounds: { checkpointCommits: 64 } })
const acknowledged = openSync(log, 'a')
writeSync(1, '"ready"\n')

const training = {
  featureNames: ['gift', 'netWeightGrams'],
  features: Float32Array.of(1, Number.NaN),
  categories: { hs6: '960110', route: 'TH>BE', office: '', service: 'ems' },
  rulePoints: 52,
  forestPoints: -3,
  evidenceLane: 2,
  check: { reason: 'evidence', probability: 1 },
} as const

const side = async (keyId: string): Promise<void> => {
  for (;;) {
    const decision = record({ idempotency: idempotency() })
    await store.decisions.append(decision)
    const outcome = {
      id: v7(),
      decisionId: decision.id,
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
    // In the page cache when this returns: a killed process does not take it back.
    writeSync(acknowledged, `${outcome.id}\n`)
  }
}
await Promise.all(Array.from({ length: 10 }, (_, index) => side(`key_${index}`)))
