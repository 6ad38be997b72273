// The forest's probability at which it has nothing to add.

import { type Calibrator, calibratedLogOdds } from './calibrator.ts'

/** Where the calibrated odds are even, to full precision; 0 or 1 when the calibrator says the same of all probabilities. */
export function neutralProbability(calibrator: Calibrator): number {
  let low = 0
  let high = 1
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (calibratedLogOdds(calibrator, middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}
