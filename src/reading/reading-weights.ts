// The points that decide a reading. They are data of the pack (reading-weights.csv), matter only against each other, and a table that
// leaves one out takes the value here. Knows their names and what each stands for, no words.

import type { Strength } from './lexicon-row.ts'
import type { Tier } from './term.ts'

const standard = {
  /** From here a mention is worth asking about, is plainly the real thing, and is strong evidence. */
  flag: 3,
  specimen: 5,
  strong: 8,
  name_hard: -1,
  name_soft: 1,
  name_clear: 5,
  /** A product named with what it is made of is name and form in one. */
  article: 7,
  /** Given for a genus with a Latin-looking word behind it. */
  latin_epithet: 4,
  disguised: 3,
  /** A slip in a short, long and very long name of one word; at most this in a name of several. */
  misspelt_short: -1,
  misspelt_long: 1,
  misspelt_very_long: 3,
  misspelt_several_words: 4,
  form_weak: 2,
  form_medium: 4,
  form_strong: 6,
  form_decisive: 7,
  /** A rug with a head, a hat with paws: two parts of one animal. */
  several_forms: 2,
  live_weak: 1.5,
  live_medium: 3,
  live_strong: 4,
  live_decisive: 5,
  live_beside: 1,
  live_max: 7,
  genuine: 2,
  little_else: 2,
  hs_agrees: 2,
  benign_weak: 2,
  benign_medium: 4,
  benign_strong: 6,
  benign_decisive: 12,
  imitation_weak: 2,
  imitation_medium: 5,
  imitation_strong: 7,
  imitation_decisive: 12,
  innocence_max: 12,
  /** Shares: what counts less because it stands further off, after a comma, or excuses what is named too plainly. */
  near_share: 0.7,
  near_share_hard: 0.5,
  far_share: 0.4,
  far_share_hard: 0.25,
  innocent_far_share: 0.7,
  other_clause_share: 0.5,
  further_excuse_share: 0.3,
  /** What came along (with a toy), what stands beside an animal said to be alive or a name said to be genuine. */
  along_share: 0.5,
  alive_share: 0,
  genuine_share: 0.3,
  commodity_excuse_article_share: 0.5,
  goods_excuse_article_share: 0.4,
  excuse_article_share: 0.8,
  goods_excuse_part_share: 0.6,
  goods_excuse_strong_part_share: 0.3,
  /** Words between two terms that stand beside or near each other. */
  beside_words: 2,
  near_words: 5,
  /** So short a name is another language's word: beer, los, ours, wal. Its form must be in its own language. */
  shared_letters: 5,
  /** Letters from which a misspelt name is telling, and from which it speaks for itself. */
  long_name_letters: 7,
  very_long_name_letters: 9,
}

export type WeightName = keyof typeof standard
export const weightNames = Object.keys(standard) as readonly WeightName[]

/** A row of reading-weights.csv. */
export type ReadingWeightRow = {
  readonly weight: WeightName
  readonly points: number
  readonly note: string
}

type ByStrength = Readonly<Record<Strength, number>>
export type ReadingWeights = Readonly<typeof standard> & {
  readonly name: Readonly<Record<Tier, number>>
  readonly form: ByStrength
  readonly live: ByStrength
  readonly benign: ByStrength
  readonly imitation: ByStrength
}

export function readingWeights(rows: readonly ReadingWeightRow[]): ReadingWeights {
  const all = { ...standard }
  for (const { weight, points } of rows) all[weight] = points
  const byStrength = (kind: 'form' | 'live' | 'benign' | 'imitation'): ByStrength => ({
    weak: all[`${kind}_weak`],
    medium: all[`${kind}_medium`],
    strong: all[`${kind}_strong`],
    decisive: all[`${kind}_decisive`],
  })
  return {
    ...all,
    name: { hard: all.name_hard, soft: all.name_soft, clear: all.name_clear },
    form: byStrength('form'),
    live: byStrength('live'),
    benign: byStrength('benign'),
    imitation: byStrength('imitation'),
  }
}

/** A capsule or an oil is how plants are sold; of an animal it is worth a question. */
export const remedyForms: ReadonlySet<string> = new Set(['MED', 'OIL', 'EXT', 'POW'])
export const plantGroups: ReadonlySet<string> = new Set(['plants', 'timber'])
/** The whole organism, or a material named by itself. */
export const wholeForms: ReadonlySet<string> = new Set([
  'LIV',
  'BOD',
  'DPL',
  'COR',
  'SHE',
  'CHP',
  'STE',
  'ROO',
  'EGL',
])
export const negation = 'negation'

/** How much a form counts that stands so many words off; a name that is an ordinary word too needs it nearer. */
export function shareOfGap(gap: number, hard: boolean, weights: ReadingWeights): number {
  if (gap <= weights.beside_words) return 1
  if (gap <= weights.near_words) return hard ? weights.near_share_hard : weights.near_share
  return hard ? weights.far_share_hard : weights.far_share
}
