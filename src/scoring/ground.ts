// One question that several stations ask: does this mention count as evidence about the goods?

import type { FactMention } from './facts.ts'

/** A specimen or unclear reading is a ground; an imitation or a benign one is not. */
export function isGround(mention: FactMention): boolean {
  return mention.reading === 'specimen' || mention.reading === 'unclear'
}
