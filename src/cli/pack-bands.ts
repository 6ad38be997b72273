// beagle pack bands --from-decisions: what own parcels declare of the goods that rules hold against a bound, and what bound would fit.

import { type BandFit, type BandParcel, fitBands, piecesMin } from '../jobs/pack-bands.ts'
import type { RulePlaces } from '../rules/pack-bundle.ts'
import { ruleBands } from '../rules/rule-bands.ts'
import { buildEngine } from '../scoring/build-engine.ts'
import { factRegistry } from '../scoring/fact-registry.ts'
import { unpackContext, unpackGoods } from '../store/goods-codec.ts'
import { problemLine } from '../store/load-shipped.ts'
import { loadPack } from './pack-commands.ts'
import { type CommandOutput, createProgress, runCommand, writeLine } from './store-output.ts'
import { openStoreToRead, type StoreToRead } from './store-to-read.ts'
import { UsageError } from './usage-error.ts'

export type PackBandsOptions = {
  readonly dataDir: string
  readonly fromMs?: number
  readonly toMs?: number
  readonly json?: boolean
}

export const packBands = (
  folder: string,
  options: PackBandsOptions,
  output: CommandOutput,
): Promise<number> =>
  runCommand(output, async () => {
    const { pack, places } = await loadPack(folder)
    const built = buildEngine({ customs: pack, carrier: null, model: null })
    if (!built.ok) throw new UsageError(built.problems.map(problemLine).join('\n'))
    const bands = ruleBands(pack.bundle.rules, factRegistry)
    const store = openStoreToRead(options.dataDir)
    try {
      const fits = fitBands(bands, built.engine, storedParcels(store, options, output))
      await writeLine(
        output.stdout,
        options.json === true ? JSON.stringify(fits, null, 2) : format(fits, places),
      )
    } finally {
      store.close()
    }
    return 0
  })

function* storedParcels(
  { decisions, outcomeOf }: StoreToRead,
  { fromMs, toMs }: PackBandsOptions,
  output: CommandOutput,
): Generator<BandParcel> {
  const progress = createProgress(output)
  const window = { ...(fromMs === undefined ? {} : { fromMs }), ...(toMs === undefined ? {} : { toMs }) }
  let seen = 0
  for (const stored of decisions.iterate({ mode: 'live', ...window })) {
    const { asOf, manifest } = unpackContext(stored.context)
    const context = { asOf, draw: null, manifest }
    yield { id: stored.id, goods: unpackGoods(stored.goods), context, outcome: outcomeOf(stored.seq) }
    if (++seen % 1000 === 0) progress.show(`${seen.toLocaleString('en')} decisions`)
  }
  progress.done()
}

function format(fits: readonly BandFit[], places: RulePlaces): string {
  const cell = (value: number | null) => (value === null ? '-' : String(value)).padStart(10)
  const lines = [
    `${'rule'.padEnd(28)} ${'fact'.padEnd(17)}    pieces    median     outer     bound  per 10k  proposed  per 10k`,
  ]
  for (const fit of fits) {
    const { rule, fact, side, pieces, median, outer, bound, beyondPer10k } = fit
    lines.push(
      `${rule.padEnd(28)} ${fact.padEnd(17)}${[pieces, median, outer].map(cell).join('')} ${side === 'above' ? '>' : '<'}${cell(bound).slice(1)}${cell(beyondPer10k).slice(1)}${cell(fit.proposed)}${cell(fit.proposedBeyondPer10k).slice(1)}`,
    )
  }
  lines.push(
    '',
    `outer: one piece in a thousand lies beyond; proposed: twice that, from ${piecesMin.toLocaleString('en')} pieces on. Title and cases of a rule say its bound too.`,
  )
  for (const { rule, when } of fits) {
    const place = places.get(rule)
    if (when !== null) lines.push(`${place?.file ?? 'rules'}:${place?.line ?? 0} ${rule}`, `    ${when}`)
  }
  return lines.join('\n')
}
