// The newest kept result of each kind, typed as its command wrote it.

import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RatioVerdict } from '../guard/absolute-ratios.ts'
import type { CompareResult } from '../guard/compare.ts'
import type { ProveRun } from '../guard-prove.ts'
import type { ScenarioResult } from '../http/measure-http.ts'
import type { Timing } from '../measure.ts'
import type { PeerRace } from '../peers/run-peers.ts'
import type { Origin } from '../results.ts'
import type { Growth } from '../scale/growth.ts'

type Kinds = {
  readonly micro: {
    readonly rows: readonly (Timing & { readonly station: string; readonly input: string })[]
  }
  readonly http: { readonly results: readonly ScenarioResult[] }
  readonly peers: { readonly races: readonly PeerRace[] }
  readonly guard: {
    readonly baseline: string
    readonly seconds: number
    readonly failed: boolean
    /** Null in a checkout without the baseline. */
    readonly comparison: CompareResult | null
    readonly ratios: readonly RatioVerdict[]
  }
  readonly 'guard-prove': { readonly plantedShare: number; readonly runs: readonly ProveRun[] }
} & Readonly<Record<`scale-${string}`, { readonly growths: readonly Growth[] }>>

export type Kept<Kind extends keyof Kinds> = Kinds[Kind] & { readonly origin: Origin; readonly file: string }

const folder = resolve(import.meta.dirname, '../results')

/** Null where it was never kept. */
export function latest<Kind extends keyof Kinds & string>(kind: Kind): Kept<Kind> | null {
  // A kind, then a date: `guard-2026-...` is not `guard-prove-2026-...`.
  const pattern = new RegExp(`^${kind}-\\d{4}-.*\\.json$`)
  const file = readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort()
    .at(-1)
  if (file === undefined) return null
  return { ...(JSON.parse(readFileSync(resolve(folder, file), 'utf8')) as Kept<Kind>), file }
}
