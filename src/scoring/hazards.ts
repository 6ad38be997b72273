// What may bite, sting, infect or poison whoever opens the parcel, from the taxa that are named (taxa.csv, column hazard).

import type { Taxon } from '../reading/taxon.ts'
import type { FactMention } from './facts.ts'
import { isGround } from './ground.ts'

/** Mounted or preserved animals: old ones were treated with arsenic. */
const mountForms: ReadonlySet<string> = new Set(['TRO', 'BOD', 'SKI', 'SKE', 'SPE'])
/** Of a live animal, or of one whose form the words do not say. */
const liveHazards: ReadonlySet<string> = new Set(['venomous', 'bite', 'toxic_skin'])

export function hazardsOf(mentions: readonly FactMention[], taxa: ReadonlyMap<string, Taxon>): string[] {
  const hazards = new Set<string>()
  for (const mention of mentions) {
    if (!isGround(mention)) continue
    for (const hazard of taxa.get(mention.taxon)?.hazards ?? []) {
      if (liveHazards.has(hazard) ? mention.live || mention.form === '' : applies(hazard, mention))
        hazards.add(hazard)
    }
  }
  return [...hazards].sort()
}

function applies(hazard: string, mention: FactMention): boolean {
  return hazard === 'arsenic_mount' ? mountForms.has(mention.form) : true
}
