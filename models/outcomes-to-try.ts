// Fills a fresh data folder with generated parcels of the last weeks and with what checks of them found, to try training and judging on.
// Over the API like anybody, with a clock of its own: node --import=tsx models/outcomes-to-try.ts FOLDER [--parcels 6000] [--days 60] [--seed 7]

import { existsSync } from 'node:fs'
import { scriptOptions } from '../scripts/script-options.ts'
import { buildApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import { dayMs } from '../src/parcel/day.ts'
import type { OutcomeResult } from '../src/scoring/outcome-label.ts'
import { createEngines } from '../src/store/engines.ts'
import { loadShipped, readShipped } from '../src/store/load-shipped.ts'
import { openStore } from '../src/store/open-store.ts'
import { createDraw } from './generator/draw.ts'
import { generateParcels, trainingMixture } from './generator/manifest.ts'
import type { DrawnParcel } from './generator/parcels.ts'
import { createWorld } from './generator/stories.ts'

const { values: options, positionals } = scriptOptions(import.meta.filename, {
  allowPositionals: true,
  options: {
    parcels: { type: 'string', default: '6000' },
    days: { type: 'string', default: '60' },
    seed: { type: 'string', default: '7' },
  },
})
const [folder] = positionals
if (folder === undefined || existsSync(folder)) {
  process.stderr.write('Name a folder that does not exist yet.\n')
  process.exit(2)
}
const [parcels, days, seed] = [Number(options.parcels), Number(options.days), Number(options.seed)]
const started = Date.now()
/** Of green parcels that nobody's design picked, officers open this share all the same. */
const curiosity = 0.1

let now = started - days * dayMs
const config = readConfig({ BEAGLE_DATA_DIR: folder })
const store = await openStore({ dataDir: config.dataDir })
const { engine, degraded } = await loadShipped(store, await readShipped(config))
const app = await buildApp({
  store,
  engines: createEngines(engine, store.bundles),
  degraded,
  logger: false,
  nowMs: () => now,
  idleTimeoutMs: config.idleTimeoutMs,
  shedDelayMs: 0,
  parcelsPerMinute: null,
  demoMode: false,
})
const by = { actor: 'try', reason: 'generated parcels' }
const keyOf = async (role: 'courier' | 'officer') =>
  (await store.keys.create({ clientId: `try-${role}`, role, mode: 'live', label: '' }, by)).token
const keys = { courier: await keyOf('courier'), officer: await keyOf('officer') }

async function send(url: string, key: string, type: string, payload: string) {
  const headers = { authorization: `Bearer ${key}`, 'content-type': type }
  const response = await app.inject({ method: 'POST', url, headers, payload })
  if (response.statusCode >= 400) throw new Error(`${url}: ${response.body}`)
  return response.body
}

type Line = { readonly type: string; readonly decision: { readonly decisionId: string } }

async function scoreDay(drawn: readonly DrawnParcel[]): Promise<string[]> {
  const body = drawn.map(({ json }) => JSON.stringify({ ...json, postedAt: undefined })).join('\n')
  const answer = await send('/v1/manifests/score', keys.courier, 'application/x-ndjson', body)
  const lines = answer
    .trim()
    .split('\n')
    .map((line): Line => JSON.parse(line))
  return lines.filter(({ type }) => type === 'decision').map(({ decision }) => decision.decisionId)
}

/** Null where nobody looks: officers check what is set aside, what chance picks, and a few that they want to. */
function foundIn({ story }: DrawnParcel, id: string, index: number): OutcomeResult | null {
  const found = store.decisions.byId(id)
  if (found.kind !== 'found') return null
  const draw = createDraw(seed ^ 0x0c4e, index)
  if (found.decision.lane === 0 && !draw.chance(curiosity)) return null
  if (draw.chance(0.03)) return 'inconclusive'
  return story.label === 1 ? 'listed_without_valid_papers' : 'nothing_listed'
}

const { bundle } = engine.customs.pack
const generated = [
  ...generateParcels({
    world: createWorld(bundle, 'training'),
    rates: bundle.manifest.policy!.exchangeRates,
    mixture: trainingMixture,
    parcels,
    seed,
  }),
]
const perDay = Math.ceil(parcels / days)
for (let day = 0; day < days; day++) {
  const drawn = generated.slice(day * perDay, (day + 1) * perDay)
  if (drawn.length === 0) break
  now = started - (days - day) * dayMs + dayMs / 2
  const ids = await scoreDay(drawn)
  await Promise.all(
    ids.map(async (id, index) => {
      const result = foundIn(drawn[index]!, id, day * perDay + index)
      if (result === null) return
      const report = JSON.stringify({ method: 'opened_by_customs', result })
      await send(`/v1/decisions/${id}/outcomes`, keys.officer, 'application/json', report)
    }),
  )
}
const { rows, positives } = store.trainingRows.count()
process.stdout.write(
  `${parcels} parcels of ${days} days in ${folder}: ${rows} checked, ${positives} finds.\n`,
)
await app.close()
await store.close()
