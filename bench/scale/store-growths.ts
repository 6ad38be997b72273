// The curves of a growing store, for the benchmark page.

import { itemEvery } from './fill-store.ts'
import type { Growth } from './growth.ts'

/** So many calls stand behind each quantile of a read. */
export const lookUps = 300

export type MeasuredStore = {
  readonly size: number
  readonly reads: Readonly<Record<string, { readonly p50: number; readonly p99: number }>>
  readonly backtestMs: number
  readonly longestSliceMs: number
  readonly appendP50Ms: number
  readonly purgingP99Ms: number
  readonly rowsPerSecond: number
}

export function growthsOfStore(measured: readonly MeasuredStore[]): readonly Growth[] {
  const x = 'stored decisions'
  const line = (label: string, value: (one: MeasuredStore) => number) => ({
    label,
    points: measured.map((one) => [one.size, value(one)] as const),
  })
  const names = Object.keys(measured[0]!.reads)
  const readLines = (quantile: 'p50' | 'p99') =>
    names.map((name) => line(name, ({ reads }) => reads[name]![quantile]))
  return [
    {
      id: 'store-reads',
      title: 'Reading what was decided',
      x,
      y: 'us, median',
      lines: readLines('p50'),
      note: `Each of ${itemEvery.toLocaleString('en')} item ids comes back through the whole file: at a million it has ${1_000_000 / itemEvery} decisions.`,
    },
    {
      id: 'store-reads-p99',
      title: 'Reading what was decided, 99th percentile',
      x,
      y: 'us, p99',
      lines: readLines('p99'),
      note: `Of ${lookUps} calls.`,
    },
    {
      id: 'store-backtest',
      title: 'Backtesting a thousand of the stored decisions',
      x,
      y: 'ms a thousand',
      lines: [line('1,000 out of the middle', ({ backtestMs }) => backtestMs)],
      note: 'Each is read, unpacked and scored twice, on one thread.',
    },
    {
      id: 'store-purge',
      title: 'Forgetting beside new decisions',
      x,
      y: 'ms',
      lines: [
        line('longest slice', ({ longestSliceMs }) => longestSliceMs),
        line('append, p99 meanwhile', ({ purgingP99Ms }) => purgingP99Ms),
        line('append, p50 without', ({ appendP50Ms }) => appendP50Ms),
      ],
      note: `Filled at ${measured.map(({ rowsPerSecond }) => Math.round(rowsPerSecond).toLocaleString('en')).join(', ')} decisions/s.`,
    },
  ]
}
