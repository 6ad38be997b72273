// Facts of one mention: the words, and what the law says of what they name, after origin and form.

import type { Piece } from '../parcel/parcel.ts'
import type { LegalStatus } from '../reading/legal-status.ts'
import type { Mention } from '../reading/mention.ts'
import type { Policy } from '../rules/pack-schema.ts'
import type { Severity } from './assessment.ts'
import { severities } from './assessment.ts'
import type { Engine } from './engine.ts'
import type { FactMention } from './facts.ts'

/** CITES trade terms of live specimens and eggs, which are `live` by nature (codes of the CITES guidelines for annual reports). */
const liveForms: ReadonlySet<string> = new Set(['LIV', 'EGG', 'EGL'])

/** Index of a mention that belongs to the parcel as a whole: one of the sale title. */
export const noPiece = -1

export function mentionFacts(
  mention: Mention,
  piece: Piece,
  index: number,
  field: 'description' | 'sale',
  routeOrigin: string | undefined,
  engine: Engine,
): FactMention {
  const { tables, legalStatus, pack } = engine.customs
  const originCountry = piece.originCountry ?? routeOrigin ?? ''
  const taxon = mention.taxon === '' ? null : (tables.taxa.get(mention.taxon) ?? null)
  const status =
    taxon === null
      ? null
      : legalStatus(taxon.id, { form: mention.form, originCountry, netWeightGrams: piece.netWeightGrams })
  const live = taxon?.live === true && liveForms.has(mention.form)
  return {
    kind: mention.kind,
    term: mention.term,
    termId: mention.termId,
    taxon: mention.taxon,
    group: taxon?.group ?? '',
    commodity: mention.commodity,
    form: mention.form,
    reading: mention.reading,
    strength: mention.strength,
    match: mention.match,
    language: mention.language,
    appendix: status?.appendix ?? 'none',
    annex: status?.annex ?? 'none',
    regime: status?.regime ?? 'none',
    severity: severityOf(status, taxon?.severity ?? '', live, pack.bundle.manifest.policy!),
    live,
    suspended: engine.customs.suspended(mention.taxon, originCountry),
    piece: index,
    field,
    pointer: field === 'sale' ? '/sale/title' : `/contents/${index}/description`,
    source: mention,
  }
}

/** Live before all; else the annex, raised by taxa.csv where it says so; unknown where no taxon is named. */
function severityOf(status: LegalStatus | null, raised: string, live: boolean, policy: Policy): Severity {
  if (status === null) return 'unknown'
  const byAnnex = policy.severityByAnnex[status.annex]
  if (live && status.annex !== 'none') return 'live'
  const rank = Math.max(severities.indexOf(byAnnex), severities.indexOf(raised as Severity))
  return severities[rank]!
}
