// What to do about a group of parcels, by rules of thumb that stand in one table. They are judgement, no statistics: each names the figures it looks at.

import type { AnalyticsCounts, GroupFigures, Groups, WeakPointDimension } from './analytics-tally.ts'

export type Thumb = {
  readonly advice: string
  /** Null is every dimension. */
  readonly only: readonly WeakPointDimension[] | null
  /** What the sentences of the pages fill in: they say the same as `holds`. */
  readonly numbers: Readonly<Record<string, number>>
  readonly holds: (figures: GroupFigures, whole: GroupFigures) => boolean
}

const places = ['route', 'office', 'country'] as const

/** The first that holds is the advice; the order is that of urgency. (Source: judgement.) */
export const thumbs = [
  { advice: 'missed', only: null, numbers: { rows: 1 }, holds: ({ missed }) => missed >= 1 },
  {
    advice: 'noisy',
    only: ['rule'],
    numbers: { rows: 20, percent: 5 },
    holds: ({ precision }) => precision.of >= 20 && precision.high < 0.05,
  },
  {
    advice: 'mostlyNothing',
    only: null,
    numbers: { rows: 20, percent: 20 },
    holds: ({ precision }) => precision.of >= 20 && precision.high < 0.2,
  },
  {
    advice: 'works',
    only: null,
    numbers: { rows: 10, percent: 50, share: 50 },
    holds: ({ precision, inspected }) =>
      precision.of >= 10 && precision.low > 0.5 && (inspected.value ?? 1) < 0.5,
  },
  {
    advice: 'unchecked',
    only: null,
    numbers: { rows: 20, percent: 20 },
    holds: ({ alerts, inspected }) => alerts.count >= 20 && inspected.high < 0.2,
  },
  {
    advice: 'missingData',
    only: places,
    numbers: { rows: 50, percent: 30 },
    holds: ({ parcels, missing }, whole) =>
      parcels >= 50 && missing.low > 0.3 && missing.low > (whole.missing.value ?? 0),
  },
  {
    advice: 'silent',
    only: ['rule'],
    numbers: { rows: 1000 },
    holds: ({ parcels }, whole) => parcels === 0 && whole.parcels >= 1000,
  },
  {
    advice: 'blind',
    only: places,
    numbers: { rows: 500 },
    holds: ({ parcels, checked }) => parcels >= 500 && checked === 0,
  },
  {
    advice: 'goodAim',
    only: null,
    numbers: { rows: 10, percent: 20 },
    holds: ({ precision }) => precision.of >= 10 && precision.low > 0.2,
  },
  {
    advice: 'tooFew',
    only: null,
    numbers: { rows: 10 },
    holds: ({ alerts, precision }) => alerts.count > 0 && precision.of < 10,
  },
  { advice: 'steady', only: null, numbers: {}, holds: () => true },
] as const satisfies readonly Thumb[]

export type Advice = (typeof thumbs)[number]['advice']
export const advices = thumbs.map(({ advice }) => advice) as readonly Advice[]

/** Those that ask nobody to do anything. */
export const restingAdvices: ReadonlySet<Advice> = new Set(['goodAim', 'tooFew', 'steady'])

export type WeakPoint = GroupFigures & { readonly advice: Advice }

export type WeakPoints = Groups<WeakPoint> & { readonly by: WeakPointDimension; readonly whole: WeakPoint }

type Counted = Pick<AnalyticsCounts, 'whole' | 'weakPoints'>

/** What asks for most comes first. */
export function weakPointsOf({ whole, weakPoints }: Counted, by: WeakPointDimension): WeakPoints {
  const { rows, folded } = weakPoints[by]
  const advised = rows.map((figures) => ({ ...figures, advice: adviceOn(figures, whole, by) }))
  return {
    by,
    whole: { ...whole, advice: adviceOn(whole, whole, 'country') },
    rows: advised.sort((a, b) => advices.indexOf(a.advice) - advices.indexOf(b.advice)),
    folded,
  }
}

function adviceOn(figures: GroupFigures, whole: GroupFigures, by: WeakPointDimension): Advice {
  const thumb = (thumbs as readonly Thumb[]).find(
    ({ only, holds }) => (only === null || only.includes(by)) && holds(figures, whole),
  )
  return thumb!.advice as Advice
}
