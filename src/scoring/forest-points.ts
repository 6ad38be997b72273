// The forest's share: it weighs each piece that carries evidence, within its parcel, and the weightiest one counts.
// Taking the largest, not a mean, is what keeps an innocent piece from thinning out a guilty one.

import { missingSentinel } from '../forest/bin-columns.ts'
import { forestPoints } from '../forest/calibrator.ts'
import { splitPoints } from '../forest/split-points.ts'
import type { ForestLine } from './assessment.ts'
import type { EngineModel } from './engine.ts'
import type { FactSheet } from './facts.ts'
import { featureSource } from './feature-registry.ts'

export type ForestShare = {
  readonly points: number
  readonly lines: readonly ForestLine[]
  /** The row of the piece that counted; null without a forest. */
  readonly row: Float64Array | null
  readonly piece: number
}

/** Points that no single feature moved, and all of them when a model came without node means. */
export const unattributed = 'unattributed'

export const noForest: ForestShare = { points: 0, lines: [], row: null, piece: 0 }

export function weighByForest(
  sheet: FactSheet,
  candidates: readonly number[],
  model: EngineModel,
  policyCap: number,
): ForestShare {
  const scale = {
    calibrator: model.file.calibrator,
    baseProbability: model.file.baseProbability,
    pointsCap: Math.min(model.file.pointsCap, policyCap),
  }
  let best = -1
  let bestProbability = -1
  const row = new Float64Array(model.features.names.length)
  reserve(row.length)
  const spare = candidates.length === 1 ? row : spareRow
  for (const piece of candidates) {
    model.features.fill(featureSource(sheet.facts, piece), spare)
    // Walking once for both answers: a lone piece, which is nearly every parcel, saves a walk of 2 us.
    const probability =
      candidates.length === 1 ? model.forest.contributions(row, pulls) : model.forest.predict(spare)
    if (probability <= bestProbability) continue
    best = piece
    bestProbability = probability
    if (spare !== row) row.set(spare)
  }
  // No candidate, no opinion: `assess` always names one, but nothing here depends on that.
  if (best === -1) return noForest
  const points = forestPoints(scale, bestProbability)
  if (points === 0) return { points, lines: [], row, piece: best }
  if (candidates.length > 1) model.forest.contributions(row, pulls)
  return { points, lines: forestLines(model, row, points), row, piece: best }
}

/**
 * Shared by all calls, which are synchronous: a typed array of this size lies outside the heap, and making and freeing one takes
 * half a microsecond.
 */
let spareRow = new Float64Array(0)
let pulls = new Float64Array(0)
let shares = new Int32Array(0)

function reserve(length: number): void {
  if (pulls.length === length) return
  spareRow = new Float64Array(length)
  pulls = new Float64Array(length)
  shares = new Int32Array(length)
}

/**
 * Lines that sum to the points; what no feature accounts for stands under a name of its own: all of them when the model
 * explains nothing, or when no feature pulled the way the points went.
 */
function forestLines(model: EngineModel, row: Float64Array, points: number): ForestLine[] {
  const rest = splitPoints(points, pulls, shares)
  const lines: ForestLine[] = []
  for (let column = 0; column < shares.length; column++) {
    if (shares[column] === 0) continue
    const value = row[column]!
    lines.push({
      feature: model.features.names[column]!,
      value: value === missingSentinel ? null : value,
      points: shares[column]!,
    })
  }
  sortBySize(lines)
  if (rest !== 0) lines.push({ feature: unattributed, value: null, points: rest })
  return lines
}

/** A dozen lines, moved by hand: the engine's sort copies them and took 1 us. Stable as that is. */
function sortBySize(lines: ForestLine[]): void {
  for (let from = 1; from < lines.length; from++) {
    const line = lines[from]!
    const size = Math.abs(line.points)
    let to = from
    for (; to > 0 && Math.abs(lines[to - 1]!.points) < size; to--) lines[to] = lines[to - 1]!
    lines[to] = line
  }
}
