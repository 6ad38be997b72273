// Compares a tree with its baseline in several sittings; once more when the machine was too noisy to say.

import { type Arms, type Sitting, sit } from './sitting.ts'
import { type Comparison, isNoisy, judge } from './verdict.ts'

export type ComparePlan = {
  readonly sittings: number
  readonly rounds: number
  /** No sitting begins later in a try, once there are enough to judge. */
  readonly tryMs: number
  readonly progress: (text: string) => void
}

export type CompareResult = Comparison & {
  /** The first try was too noisy, and this is the second. */
  readonly repeated: boolean
  readonly sittings: number
  readonly rounds: number
}

/** Fewer say nothing about how far sittings differ. */
const sittingsLeast = 3

export async function compare(arms: Arms, plan: ComparePlan): Promise<CompareResult> {
  const first = await tryOnce(arms, plan)
  if (!isNoisy(first)) return { ...first, repeated: false }
  plan.progress('two copies of the baseline differ by more than 5 %; once more')
  return { ...(await tryOnce(arms, plan)), repeated: true }
}

async function tryOnce(arms: Arms, { sittings, rounds, tryMs, progress }: ComparePlan) {
  const started = performance.now()
  const done: Sitting[] = []
  while (done.length < sittings) {
    if (done.length >= sittingsLeast && performance.now() - started > tryMs) break
    progress(`sitting ${done.length + 1} of ${sittings}`)
    done.push(await sit(arms, rounds))
  }
  return { ...judge(done), sittings: done.length, rounds }
}
