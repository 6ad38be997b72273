// From the forest's probability to points: a smooth, strictly increasing curve, rounded once, and split over
// features without losing a point.

import { z } from 'zod'

/**
 * Beta calibration (Kull, Silva Filho and Flach, 2017): log-odds = a ln(p') - b ln(1 - p') + c with a, b > 0.
 * It is smooth and strictly increasing by its form, needs three numbers, and can bend as the S of a forest's
 * mean needs. p' = epsilon + (1 - 2 epsilon) p keeps 0 and 1, which forests do answer, finite and still in
 * order.
 */
export const calibratorSchema = z.strictObject({
  kind: z.literal('beta'),
  a: z.number().min(1e-6).max(1e3),
  b: z.number().min(1e-6).max(1e3),
  c: z.number().min(-1e3).max(1e3),
  epsilon: z.number().min(1e-9).max(0.1),
})
export type Calibrator = z.infer<typeof calibratorSchema>

/** Ten points double the odds. */
const pointsPerNat = 10 / Math.LN2

export function calibratedLogOdds(calibrator: Calibrator, probability: number): number {
  const { a, b, c, epsilon } = calibrator
  const squeezed = epsilon + (1 - 2 * epsilon) * probability
  return a * Math.log(squeezed) - b * Math.log(1 - squeezed) + c
}

export function calibratedProbability(calibrator: Calibrator, probability: number): number {
  return 1 / (1 + Math.exp(-calibratedLogOdds(calibrator, probability)))
}

/** g: the forest's probability on the points scale, not rounded. */
export function calibratedPoints(calibrator: Calibrator, probability: number): number {
  return calibratedLogOdds(calibrator, probability) * pointsPerNat
}

export type PointsScale = {
  readonly calibrator: Calibrator
  readonly baseProbability: number
  readonly pointsCap: number
}

/** g(p) - g(p0), rounded once, kept within the cap. */
export function forestPoints(scale: PointsScale, probability: number): number {
  const exact =
    calibratedPoints(scale.calibrator, probability) -
    calibratedPoints(scale.calibrator, scale.baseProbability)
  return Math.max(-scale.pointsCap, Math.min(scale.pointsCap, Math.round(exact))) + 0
}
