// Writes models/hs-sample.csv: under which HS codes generated parcels are declared, guilty and innocent ones as they would arrive. `beagle pack
// export --keywords` expects recall and alarms of codes from it, where no lines with codes of one's own are given.

import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { generateParcels, type Mixture, realGuilty, realInnocent } from '../models/generator/manifest.ts'
import { createWorld } from '../models/generator/stories.ts'
import { loadEngine } from '../src/cli/load-engine.ts'

const target = resolve(import.meta.dirname, '..', 'models/hs-sample.csv')
const parcels = { wildlife: 10_000, other: 40_000 } as const
const seed = 5

const { bundle } = (await loadEngine({ model: false })).customs.pack
const world = createWorld(bundle, 'held_out')
const rates = bundle.manifest.policy!.exchangeRates

/** Only codes under headings with a core code: an export chooses among these, and the rest is much. */
const headings = new Set(
  bundle.hs.filter(({ relevance }) => relevance === 'core').map(({ code }) => code.slice(0, 4)),
)

type Counts = { wildlife: number; other: number }
/** By half, then by the codes of one parcel. */
const counts = new Map<string, Counts>()

function count(mixture: Mixture, label: keyof Counts): void {
  const drawn = generateParcels({
    world,
    rates,
    mixture,
    parcels: parcels[label],
    seed: seed + (label === 'other' ? 1 : 0),
  })
  let index = 0
  for (const { json } of drawn) {
    const codes = (json.contents as { hsCode?: unknown }[]).flatMap(({ hsCode }) => {
      const digits = typeof hsCode === 'string' ? hsCode.replace(/\D/g, '').slice(0, 6) : ''
      return headings.has(digits.slice(0, 4)) ? [digits] : []
    })
    const key = `${index++ % 2},${[...new Set(codes)].sort().join(';')}`
    const found = counts.get(key) ?? { wildlife: 0, other: 0 }
    found[label]++
    counts.set(key, found)
  }
}

count(realGuilty, 'wildlife')
count(realInnocent, 'other')
const rows = [...counts]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([key, { wildlife, other }]) => `${key},${wildlife},${other}`)
writeFileSync(target, `half,codes,wildlife,other\n${rows.join('\n')}\n`)
process.stdout.write(`${rows.length} rows\n`)
