// One question that several stations ask: does this mention count as evidence about the goods?

import type { MentionFacts } from './fact-registry.ts'

/** A specimen or unclear reading is a ground; an imitation or a benign one is not. */
export function isGround({ reading }: Pick<MentionFacts, 'reading'>): boolean {
  return reading === 'specimen' || reading === 'unclear'
}
