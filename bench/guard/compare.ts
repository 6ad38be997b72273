// Compares a tree with its baseline in several sittings, and in as many again when these do not say that it is as fast.

import { type Arms, type Sitting, sit } from './sitting.ts'
import { type Comparison, judge } from './verdict.ts'

export type ComparePlan = {
  readonly sittings: number
  readonly rounds: number
  /** No sitting begins later in a try, once there are enough to judge. */
  readonly tryMs: number
  readonly progress: (text: string) => void
}

export type CompareResult = Comparison & {
  /** The first try was too noisy, or said slower; a second was added to it. */
  readonly repeated: boolean
  readonly sittings: number
  readonly rounds: number
}

/** Fewer say nothing about how far sittings differ. */
const sittingsLeast = 3

/** A second try is judged together with the first, and not in its place: what differs is the processes, and there are twice as many then. */
export async function compare(arms: Arms, plan: ComparePlan): Promise<CompareResult> {
  const { rounds } = plan
  const first = await sittingsOf(arms, plan)
  const early = judge(first)
  if (early.verdict === 'green') return { ...early, repeated: false, sittings: first.length, rounds }
  plan.progress(`${early.verdict} so far; as many sittings again`)
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
