// Shared by the suites of a forest's life: people with keys, parcels with outcomes, a command line that writes nowhere.

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { generateParcels, trainingMixture } from '../models/generator/manifest.ts'
import { createWorld } from '../models/generator/stories.ts'
import { outcomeSchema } from '../src/routes/schemas/outcome-schema.ts'
import { createSecrets } from '../src/store/secrets.ts'
import { call, type TestService, testFolder } from './helper.ts'

/** A data folder that draws the same parcels for control on every run: a rare one carries the weight of forty in every figure. */
export function folderOfOneDraw(t: Test): string {
  const dataDir = testFolder(t)
  const file = join(dataDir, 'secrets.json')
  createSecrets(file, Date.now())
  const secrets = JSON.parse(readFileSync(file, 'utf8'))
  const drawKey = createHash('sha256').update('one draw').digest('base64')
  writeFileSync(file, JSON.stringify({ ...secrets, drawKey }))
  return dataDir
}

export async function people(service: TestService) {
  const [courier, officer, author, second, auditor] = await Promise.all([
    service.token('post', 'courier'),
    service.token('customs', 'officer'),
    service.token('science', 'ops'),
    service.token('science', 'ops'),
    service.token('audit', 'auditor'),
  ])
  return { courier, officer, author, second, auditor }
}

/** Generated parcels scored over the API, and for most of them an officer's outcome. */
export async function parcelsWithOutcomes(
  { app, engines, store }: TestService,
  keys: { courier: string; officer: string },
  count: number,
) {
  const { bundle } = engines.live().customs.pack
  const drawn = [
    ...generateParcels({
      world: createWorld(bundle, 'training'),
      rates: bundle.manifest.policy!.exchangeRates,
      mixture: trainingMixture,
      parcels: count,
      seed: 5,
    }),
  ]
  const ndjson = drawn.map(({ json }) => JSON.stringify({ ...json, postedAt: undefined })).join('\n')
  const streamed = await app.inject({
    method: 'POST',
    url: '/v1/manifests/score',
    headers: { authorization: `Bearer ${keys.courier}`, 'content-type': 'application/x-ndjson' },
    payload: ndjson,
  })
  const ids = streamed.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ type }) => type === 'decision')
    .map(({ decision }) => decision.decisionId as string)
  const outcomes = ids.map((id, index) => {
    const guilty = drawn[index]!.story.label === 1
    const body = {
      method: 'opened_by_customs',
      result: index % 40 === 39 ? 'inconclusive' : guilty ? 'listed_without_valid_papers' : 'nothing_listed',
    }
    return call(app, 'POST', `/v1/decisions/${id}/outcomes`, { key: keys.officer, body }, outcomeSchema)
  })
  const statuses = new Set((await Promise.all(outcomes)).map(({ status }) => status))
  return { ids, statuses, counted: store.trainingRows.count() }
}

/** Streams and what was written to them. */
export const silent = () => {
  const lines: string[] = []
  const write = (text: string) => lines.push(text) > 0
  return { lines, streams: { stdout: { write }, stderr: { write } } as never }
}
