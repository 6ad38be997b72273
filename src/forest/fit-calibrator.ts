// Fits the beta calibrator to out-of-bag probabilities by weighted maximum likelihood.

import type { Calibrator } from './calibrator.ts'

export type CalibrationSample = {
  /** NaN rows (never out of bag) are left out. */
  readonly probabilities: Float64Array
  readonly labels: Float64Array
  readonly weights?: Float64Array | undefined
}

const slopeMin = 0.01
const slopeMax = 100
const interceptMax = 100
/**
 * Pulls towards a = b = 1, c = 0, worth this many rows: decides only where the data does not, as when labels
 * are separable.
 */
const ridgeRows = 1
const start = [1, 1, 0] as const

/** `epsilon` is how far from 0 and 1 a forest's vote is kept; half a vote of 100 trees by default. */
export function fitCalibrator(sample: CalibrationSample, epsilon = 0.005): Calibrator {
  const rows = design(sample, epsilon)
  if (rows.length === 0) throw new RangeError('there is nothing to calibrate on')
  let free = [true, true, true]
  let fitted = newton(rows, [...start], free)
  // A slope that wants to be negative is held at the least positive one, and the others fitted again.
  for (const index of [0, 1]) {
    if (fitted[index]! >= slopeMin) continue
    free = free.map((was, at) => was && at !== index)
    const from = fitted.map((value, at) => (at === index ? slopeMin : value))
    fitted = newton(rows, from, free)
  }
  const [a, b, c] = fitted as [number, number, number]
  return {
    kind: 'beta',
    a: Math.max(slopeMin, Math.min(slopeMax, a)),
    b: Math.max(slopeMin, Math.min(slopeMax, b)),
    c: Math.max(-interceptMax, Math.min(interceptMax, c)),
    epsilon,
  }
}

type DesignRow = {
  readonly x: readonly [number, number, number]
  readonly label: number
  readonly weight: number
}

function design({ probabilities, labels, weights }: CalibrationSample, epsilon: number): DesignRow[] {
  const rows: DesignRow[] = []
  for (let i = 0; i < probabilities.length; i++) {
    const probability = probabilities[i]!
    if (Number.isNaN(probability)) continue
    const squeezed = epsilon + (1 - 2 * epsilon) * Math.max(0, Math.min(1, probability))
    rows.push({
      x: [Math.log(squeezed), -Math.log(1 - squeezed), 1],
      label: labels[i]!,
      weight: weights === undefined ? 1 : weights[i]!,
    })
  }
  return rows
}

/** Newton's method with halved steps; the penalised loss is convex, so it ends at the one minimum. */
function newton(rows: readonly DesignRow[], from: readonly number[], free: readonly boolean[]): number[] {
  let current = [...from]
  let loss = lossOf(rows, current)
  for (let round = 0; round < 50; round++) {
    const step = newtonStep(rows, current, free)
    let scale = 1
    let moved = false
    for (let halving = 0; halving < 30 && !moved; halving++, scale /= 2) {
      const next = current.map((value, i) => value - scale * step[i]!)
      const nextLoss = lossOf(rows, next)
      if (nextLoss >= loss) continue
      moved = loss - nextLoss > 1e-12 * loss
      current = next
      loss = nextLoss
    }
    if (!moved) break
  }
  return current
}

function lossOf(rows: readonly DesignRow[], parameters: readonly number[]): number {
  let loss = 0
  for (const { x, label, weight } of rows) {
    const z = parameters[0]! * x[0] + parameters[1]! * x[1] + parameters[2]!
    // log(1 + e^z) - label z, written so that e^z cannot overflow.
    loss += weight * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) - label * z)
  }
  for (let i = 0; i < 3; i++) loss += (ridgeRows / 2) * (parameters[i]! - start[i]!) ** 2
  return loss
}

function newtonStep(
  rows: readonly DesignRow[],
  parameters: readonly number[],
  free: readonly boolean[],
): number[] {
  const gradient = parameters.map((value, i) => ridgeRows * (value - start[i]!))
  const hessian = [0, 1, 2].map((i) => [0, 1, 2].map((j) => (i === j ? ridgeRows : 0)))
  for (const { x, label, weight } of rows) {
    const z = parameters[0]! * x[0] + parameters[1]! * x[1] + parameters[2]!
    const p = 1 / (1 + Math.exp(-z))
    for (let i = 0; i < 3; i++) {
      gradient[i]! += weight * (p - label) * x[i]!
      for (let j = 0; j < 3; j++) hessian[i]![j]! += weight * p * (1 - p) * x[i]! * x[j]!
    }
  }
  for (let i = 0; i < 3; i++) {
    if (free[i]) continue
    gradient[i] = 0
    for (let j = 0; j < 3; j++) {
      hessian[i]![j] = i === j ? 1 : 0
      hessian[j]![i] = i === j ? 1 : 0
    }
  }
  return solve(hessian, gradient)
}

/** Gauss-Jordan with partial pivoting; the ridge keeps the matrix positive definite. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!])
  for (let column = 0; column < rows.length; column++) {
    let pivot = column
    for (let i = column + 1; i < rows.length; i++) {
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = i
    }
    const swapped = rows[column]!
    rows[column] = rows[pivot]!
    rows[pivot] = swapped
    for (let i = 0; i < rows.length; i++) {
      if (i === column) continue
      const factor = rows[i]![column]! / rows[column]![column]!
      for (let j = column; j <= rows.length; j++) rows[i]![j]! -= factor * rows[column]![j]!
    }
  }
  return rows.map((row, i) => row[rows.length]! / row[i]!)
}
