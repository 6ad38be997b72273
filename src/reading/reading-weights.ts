// The points that decide a reading, in one place. They matter only against each other: a mention flags from `flagPoints`.

import type { Strength } from './lexicon-row.ts'
import type { Tier } from './term.ts'

/** Points at which a mention is worth asking about, and at which it is plainly the real thing. */
export const flagPoints = 3
export const specimenPoints = 5
export const strongPoints = 8

export const tierPoints: Readonly<Record<Tier, number>> = { hard: -1, soft: 1, clear: 5 }
/** A product named with what it is made of is name and form in one. */
export const articlePoints = 7
export const formPoints: Readonly<Record<Strength, number>> = { weak: 2, medium: 4, strong: 6, decisive: 7 }
export const livePoints: Readonly<Record<Strength, number>> = { weak: 1.5, medium: 3, strong: 4, decisive: 5 }
export const benignPoints: Readonly<Record<Strength, number>> = {
  weak: 2,
  medium: 4,
  strong: 6,
  decisive: 12,
}
export const imitationPoints: Readonly<Record<Strength, number>> = {
  weak: 2,
  medium: 5,
  strong: 7,
  decisive: 12,
}

/** So short a name is another language's word: beer, los, ours, wal. Its form must be in its own language. */
export const sharedLettersMax = 5
export const genuinePoints = 2
/** A rug with a head, a hat with paws: two parts of one animal. */
export const severalFormsPoints = 2
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
export const besideGapMax = 2
export const nearGapMax = 5
/** What is said after a comma excuses half as much. */
export const otherClauseShare = 0.5
export const benignPointsMax = 12
/** Letters from which a misspelt name is telling, and from which it speaks for itself. */
export const longNameLetters = 7
export const veryLongNameLetters = 9

/** Headings of wildlife goods (domain.md 5): a code that agrees with a name bears it out. */
export const agreeingHsPattern =
  /^(?:010[16]|0301[139]|050[5-8]|0510|0511|41(?:03|06|13)|430|4[23]02|9601|9705|1211|0602)/
