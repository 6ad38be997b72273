// What to do about a group of parcels, by rules of thumb that stand in one table. They are judgement, no statistics: each names the figures it looks at.

import type { GroupFigures } from './analytics-cell.ts'
import type { AnalyticsCounts, Groups, WeakPointDimension } from './analytics-tally.ts'

export type Thumb<Advice extends string = string> = {
  readonly advice: Advice
  /** Null is every dimension. */
  readonly only: readonly WeakPointDimension[] | null
  /** The bounds: the sentences of the pages fill them in, and `holds` looks at no others. */
  readonly numbers: Readonly<Record<string, number>>
  readonly holds: (figures: GroupFigures, whole: GroupFigures) => boolean
}

type ThumbRow<Advice extends string, Numbers> = Omit<Thumb<Advice>, 'numbers' | 'holds'> & {
  readonly numbers: Numbers
  readonly holds: (figures: GroupFigures, numbers: Numbers, whole: GroupFigures) => boolean
}

function thumb<Advice extends string, Numbers extends Thumb['numbers']>(
  row: ThumbRow<Advice, Numbers>,
): Thumb<Advice> {
  return { ...row, holds: (figures, whole) => row.holds(figures, row.numbers, whole) }
}

const places = ['route', 'office', 'country'] as const

/** The first that holds is the advice; the order is that of urgency. (Source: judgement.) */
export const thumbs = [
  thumb({
    advice: 'missed',
    only: null,
    numbers: { rows: 1 },
    holds: ({ missed }, { rows }) => missed >= rows,
  }),
  thumb({
    advice: 'noisy',
    only: ['rule'],
    numbers: { rows: 20, percent: 5 },
    holds: ({ precision }, { rows, percent }) => precision.of >= rows && precision.high < percent / 100,
  }),
  thumb({
    advice: 'mostlyNothing',
    only: null,
    numbers: { rows: 20, percent: 20 },
    holds: ({ precision }, { rows, percent }) => precision.of >= rows && precision.high < percent / 100,
  }),
  thumb({
    advice: 'works',
    only: null,
    numbers: { rows: 10, percent: 50, share: 50 },
    holds: ({ precision, inspected }, { rows, percent, share }) =>
      precision.of >= rows && precision.low > percent / 100 && (inspected.value ?? 1) < share / 100,
  }),
  thumb({
    advice: 'unchecked',
    only: null,
    numbers: { rows: 20, percent: 20 },
    holds: ({ alerts, inspected }, { rows, percent }) =>
      alerts.count >= rows && inspected.high < percent / 100,
  }),
  thumb({
    advice: 'missingData',
    only: places,
    numbers: { rows: 50, percent: 30 },
    holds: ({ parcels, missing }, { rows, percent }, whole) =>
      parcels >= rows && missing.low > percent / 100 && missing.low > (whole.missing.value ?? 0),
  }),
  thumb({
    advice: 'silent',
    only: ['rule'],
    numbers: { rows: 1000 },
    holds: ({ parcels }, { rows }, whole) => parcels === 0 && whole.parcels >= rows,
  }),
  thumb({
    advice: 'blind',
    only: places,
    numbers: { rows: 500 },
    holds: ({ parcels, checked }, { rows }) => parcels >= rows && checked === 0,
  }),
  thumb({
    advice: 'goodAim',
    only: null,
    numbers: { rows: 10, percent: 20 },
    holds: ({ precision }, { rows, percent }) => precision.of >= rows && precision.low > percent / 100,
  }),
  thumb({
    advice: 'tooFew',
    only: null,
    numbers: { rows: 10 },
    holds: ({ alerts, precision }, { rows }) => alerts.count > 0 && precision.of < rows,
  }),
  thumb({ advice: 'steady', only: null, numbers: {}, holds: () => true }),
] as const

export type Advice = (typeof thumbs)[number]['advice']
export const advices: readonly Advice[] = thumbs.map(({ advice }) => advice)

/** Those that ask nobody to do anything. */
export const restingAdvices: ReadonlySet<Advice> = new Set(['goodAim', 'tooFew', 'steady'])

export type WeakPoint = GroupFigures & { readonly advice: Advice }

export type WeakPoints = Groups<WeakPoint> & { readonly by: WeakPointDimension; readonly whole: WeakPoint }

type Counted = Pick<AnalyticsCounts, 'whole' | 'weakPoints'>

/** What asks for most comes first. */
export function weakPointsOf({ whole, weakPoints }: Counted, by: WeakPointDimension): WeakPoints {
  const { rows, folded, beyond } = weakPoints[by]
  const advised = rows.map((figures) => ({ ...figures, advice: adviceOn(figures, whole, by) }))
  return {
    by,
    whole: { ...whole, advice: adviceOn(whole, whole, 'country') },
    rows: advised.sort((a, b) => advices.indexOf(a.advice) - advices.indexOf(b.advice)),
    folded,
    beyond,
  }
}

function adviceOn(figures: GroupFigures, whole: GroupFigures, by: WeakPointDimension): Advice {
  return (thumbs as readonly Thumb<Advice>[]).find(
    ({ only, holds }) => (only === null || only.includes(by)) && holds(figures, whole),
  )!.advice
}
