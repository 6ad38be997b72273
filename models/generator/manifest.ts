// Generates manifests: parcels in order of arrival, runs of one addressee among them. Same seed, same bytes.

import { createDraw, type Weighted } from './draw.ts'
import type { DrawnParcel, ParcelPlan, Rates } from './parcels.ts'
import { drawPlan, fillParcel, repeatPlan, runLength } from './parcels.ts'
import { drawStory, guiltyStories, type StoryKind, type World } from './stories.ts'

/** Parcels of one dispatch; counters of repeated senders start anew with each. */
export const manifestParcels = 400

export type Mixture = Weighted<StoryKind>

const guilty: Mixture = [
  ['named', 46],
  ['code_word', 14],
  ['hidden', 28],
  ['hidden_but_sold_openly', 8],
  ['papers_wrong', 4],
]

/**
 * What arrives, but for the guilty share: of 10,000 innocent parcels, some eight name listed wildlife rightly or wrongly. Own
 * guesses: no public figure exists.
 */
export const realInnocent: Mixture = [
  ['ordinary', 8100],
  ['empty_words', 950],
  ['look_alike', 600],
  ['name_on_toy', 120],
  ['legal_material', 222],
  ['really_bone', 3],
  ['papers_in_order', 4],
  ['not_what_it_says', 1],
]
export const realGuilty: Mixture = guilty

/** What trains: a fifth guilty, and among the innocent many that are hard to tell. */
export const trainingMixture: Mixture = [
  ...scaled(guilty, 20),
  ...scaled(
    [
      ['ordinary', 40],
      ['empty_words', 9],
      ['look_alike', 11],
      ['name_on_toy', 6],
      ['legal_material', 10],
      ['really_bone', 1.5],
      ['papers_in_order', 2],
      ['not_what_it_says', 0.5],
    ],
    80,
  ),
]

function scaled(mixture: Mixture, total: number): Mixture {
  const sum = mixture.reduce((all, [, weight]) => all + weight, 0)
  return mixture.map(([kind, weight]) => [kind, (weight * total) / sum] as const)
}

export type GenerateOptions = {
  readonly world: World
  readonly rates: Rates
  readonly mixture: Mixture
  readonly parcels: number
  readonly seed: number
}

export function* generateParcels(options: GenerateOptions): Generator<DrawnParcel> {
  const { world, rates, mixture, parcels, seed } = options
  const waiting: ParcelPlan[] = []
  for (let index = 0; index < parcels; index++) {
    const draw = createDraw(seed, index)
    if (index % manifestParcels === 0) waiting.length = 0
    const next = waiting.length > 0 && draw.chance(0.3) ? waiting.shift()! : null
    const plan = next ?? drawPlan(drawStory(draw.weighted(mixture), world, draw), draw)
    if (next === null) {
      for (let left = runLength(plan.story, draw); left > 0; left--) waiting.push(repeatPlan(plan, draw))
    }
    yield fillParcel(plan, world, rates, draw)
  }
}

export function isGuilty(kind: StoryKind): boolean {
  return (guiltyStories as readonly string[]).includes(kind)
}
