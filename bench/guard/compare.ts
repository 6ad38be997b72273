// Compares a tree with its baseline in several sittings; once more when the machine was too noisy to say.

import { type Arms, sit } from './sitting.ts'
import { type Comparison, isNoisy, judge } from './verdict.ts'

export type ComparePlan = {
  readonly sittings: number
  readonly rounds: number
  readonly progress: (text: string) => void
}

export type CompareResult = Comparison & {
  /** The first try was too noisy, and this is the second. */
  readonly repeated: boolean
  readonly sittings: number
  readonly rounds: number
}

export async function compare(arms: Arms, plan: ComparePlan): Promise<CompareResult> {
  const { sittings, rounds } = plan
  const first = await sitOften(arms, plan)
  const shape = { sittings, rounds }
  if (!isNoisy(first)) return { ...first, ...shape, repeated: false }
  plan.progress('two copies of the baseline differ by more than 5 %; once more')
  return { ...(await sitOften(arms, plan)), ...shape, repeated: true }
}

async function sitOften(arms: Arms, { sittings, rounds, progress }: ComparePlan): Promise<Comparison> {
  const done = []
  for (let sitting = 1; sitting <= sittings; sitting++) {
    progress(`sitting ${sitting} of ${sittings}`)
    done.push(await sit(arms, rounds))
  }
  return judge(done)
}
