// Compares a tree with its baseline in several sittings, and in as many again when the machine was too noisy to say.

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
  /** The first try was too noisy; a second was added to it. */
  readonly repeated: boolean
  readonly sittings: number
  readonly rounds: number
}

/** Fewer say nothing about how far sittings differ. */
const sittingsLeast = 3

/**
 * What a sitting says depends on the memory its processes were given: one in eight has a copy of the baseline a third slower than the other.
 * So a second try is judged together with the first, and not in its place.
 */
export async function compare(arms: Arms, plan: ComparePlan): Promise<CompareResult> {
  const { rounds } = plan
  const first = await sittingsOf(arms, plan)
  const early = judge(first)
  if (!isNoisy(early)) return { ...early, repeated: false, sittings: first.length, rounds }
  plan.progress('two copies of the baseline differ by more than 5 %; once more')
  const all = [...first, ...(await sittingsOf(arms, plan))]
  return { ...judge(all), repeated: true, sittings: all.length, rounds }
}

async function sittingsOf(
  arms: Arms,
  { sittings, rounds, tryMs, progress }: ComparePlan,
): Promise<Sitting[]> {
  const started = performance.now()
  const done: Sitting[] = []
  while (done.length < sittings) {
    if (done.length >= sittingsLeast && performance.now() - started > tryMs) break
    progress(`sitting ${done.length + 1} of ${sittings}`)
    done.push(await sit(arms, rounds))
  }
  return done
}
