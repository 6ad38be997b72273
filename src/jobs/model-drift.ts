// Whether what arrives still looks like what the forest was trained on, or like earlier parcels: stability indexes from stored decisions.

import { type CompiledForest, compileForest } from '../forest/compiled-forest.ts'
import { countInto, distributionOf, shiftBetween } from '../forest/distribution.ts'
import type { Distribution, ModelFile } from '../forest/model-file.ts'
import { featureRegistry } from '../scoring/feature-registry.ts'
import type { DecisionReads } from '../store/decision-reads.ts'
import type { TimeWindow } from './time-window.ts'

/**
 * Custom of credit scoring, not a law: below the first steady, above the second something is another population. Both leave out what
 * chance alone gives so few rows. (Source: judgement.)
 */
export const driftThresholds = { moved: 0.1, shifted: 0.25 } as const
export const driftVerdicts = ['steady', 'moved', 'shifted', 'too_few'] as const
export type DriftVerdict = (typeof driftVerdicts)[number]

export type DriftLine = {
  readonly name: string
  readonly index: number
  /** What as few rows would show on average although nothing had changed. */
  readonly byChance: number
  readonly verdict: DriftVerdict
}

export type DriftReference = TimeWindow | 'training'

export type DriftReport = {
  readonly model: { readonly id: string; readonly sha256: string } | null
  readonly recentRows: number
  readonly referenceRows: number
  /** Of all points where the reference is earlier parcels, of the forest's probability where it is the training. */
  readonly score: DriftLine | null
  readonly features: readonly DriftLine[]
}

export type DriftInput = {
  readonly decisions: Pick<DecisionReads, 'list'>
  readonly model: ModelFile | null
  readonly recent: TimeWindow
  readonly reference: DriftReference
}

/** Newest of each window; beyond, an index hardly changes. */
const rowsMax = 20_000
const rowsMin = 200
/** The calendar moves by itself. */
const calendar = new Set(
  featureRegistry.filter(({ source }) => source === 'calendar').map(({ name }) => name),
)

type Spread = {
  readonly totals: readonly number[]
  /** One column a feature, of the decisions that this very forest scored. */
  readonly columns: readonly number[][]
  readonly probabilities: readonly number[]
}

/** Null where the training is asked for and the model file does not say how it was spread. */
export function measureDrift({ decisions, model, recent, reference }: DriftInput): DriftReport | null {
  const forest = model && compileForest(model)
  const now = spreadOf(decisions, recent, model, forest)
  const ref = model && { id: model.id, sha256: model.sha256 }
  if (reference === 'training') {
    const { distributions, rows = 0 } = model?.trainingRecord ?? {}
    if (model === null || distributions === undefined) return null
    const few = now.probabilities.length < rowsMin
    const features = model.featureNames.flatMap((name, column) => {
      const known = distributions.features[name]
      return known === undefined || calendar.has(name) ? [] : [line(name, known, now.columns[column]!, few)]
    })
    return {
      model: ref,
      recentRows: now.probabilities.length,
      referenceRows: rows,
      score: line('forest_probability', distributions.probability, now.probabilities, few),
      features: byIndex(features),
    }
  }
  const before = spreadOf(decisions, reference, model, forest)
  const fewTotals = Math.min(now.totals.length, before.totals.length) < rowsMin
  const fewVectors = Math.min(now.probabilities.length, before.probabilities.length) < rowsMin
  const features = (model?.featureNames ?? []).flatMap((name, column) =>
    calendar.has(name)
      ? []
      : [line(name, distributionOf(before.columns[column]!), now.columns[column]!, fewVectors)],
  )
  return {
    model: ref,
    recentRows: now.totals.length,
    referenceRows: before.totals.length,
    score:
      before.totals.length === 0 ? null : line('total', distributionOf(before.totals), now.totals, fewTotals),
    features: before.probabilities.length === 0 ? [] : byIndex(features),
  }
}

function spreadOf(
  decisions: Pick<DecisionReads, 'list'>,
  { fromMs, toMs }: TimeWindow,
  model: ModelFile | null,
  forest: CompiledForest | null,
): Spread {
  const totals: number[] = []
  const probabilities: number[] = []
  const columns = (model?.featureNames ?? []).map((): number[] => [])
  let cursor: string | null = null
  do {
    const page: ReturnType<DecisionReads['list']> = decisions.list(
      { mode: 'live', fromMs, toMs },
      { cursor, limit: 1000 },
    )
    for (const { total, features, engine } of page.decisions) {
      if (total === null) continue
      totals.push(total)
      if (features === null || forest === null || engine.model !== model!.sha256) continue
      const row = Float64Array.from(vectorOf(features))
      if (row.length !== columns.length) continue
      for (const [column, values] of columns.entries()) values.push(row[column]!)
      probabilities.push(forest.predict(row))
    }
    cursor = page.nextCursor
  } while (cursor !== null && totals.length < rowsMax)
  return { totals, columns, probabilities }
}

/** The bytes of a row need not lie where a Float32Array may begin. */
function vectorOf(features: Uint8Array): Float32Array {
  return new Float32Array(Uint8Array.from(features).buffer)
}

function line(name: string, reference: Distribution, values: readonly number[], few: boolean): DriftLine {
  const { index, byChance } = shiftBetween(reference, countInto(reference.edges, values))
  const beyondChance = index - byChance
  const verdict =
    beyondChance > driftThresholds.shifted
      ? 'shifted'
      : beyondChance > driftThresholds.moved
        ? 'moved'
        : 'steady'
  return { name, index: round(index), byChance: round(byChance), verdict: few ? 'too_few' : verdict }
}

const round = (value: number) => (Number.isFinite(value) ? Math.round(value * 1e4) / 1e4 : 0)

function byIndex(lines: readonly DriftLine[]): DriftLine[] {
  return [...lines].sort((a, b) => b.index - a.index || (a.name < b.name ? -1 : 1))
}
