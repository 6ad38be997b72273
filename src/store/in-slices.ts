// Runs long work of the serving thread in slices, so that requests get their turn between them.

import { setImmediate } from 'node:timers/promises'
import type { Steps } from '../reading/steps.ts'

/** A request that comes at the worst moment waits this long and one step. */
const sliceMs = 4

export async function inSlices<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    const until = performance.now() + sliceMs
    do {
      const step = steps.next()
      if (step.done === true) return step.value
    } while (performance.now() < until)
    await setImmediate()
  }
}
