// What a reviewer sees first of a pack: who answers for it, how large it is, and what lint says.

import { dayNumber } from '../parcel/day.ts'
import { type LintReport, lintPack } from '../rules/lint.ts'
import type { Pack, RulePlaces } from '../rules/pack-bundle.ts'
import type { Policy } from '../rules/pack-schema.ts'
import type { SampleReport } from '../rules/rule-sample.ts'
import type { LocalText } from '../rules/rule-schema.ts'
import { factRegistry } from '../scoring/fact-registry.ts'
import { stopWordList } from '../scoring/pack-tables.ts'

export type PackReport = {
  readonly sha256: string
  readonly id: string
  readonly version: string
  readonly kind: 'customs' | 'carrier'
  readonly title: string
  readonly titles: LocalText
  readonly owner: string
  readonly legalBasis: string
  readonly legalDate: string
  readonly rules: number
  readonly terms: number
  readonly taxa: number
  readonly lint: LintReport
}

/** A broken pack could name every one of its rules. */
const problemsMax = 500

export type ReportOptions = {
  readonly nowMs: number
  readonly places?: RulePlaces
  /** For a carrier's pack, which has no policy of its own. */
  readonly strengthPoints?: Policy['strengthPoints']
  readonly sample?: SampleReport
}

export function reportPack({ bundle, sha256 }: Pack, options: ReportOptions): PackReport {
  const { manifest } = bundle
  const lint = lintPack(bundle, {
    namespace: factRegistry,
    asOfDay: dayNumber(options.nowMs),
    knownLists: [stopWordList],
    ...(options.places === undefined ? {} : { places: options.places }),
    ...(options.strengthPoints === undefined ? {} : { strengthPoints: options.strengthPoints }),
    ...(options.sample === undefined ? {} : { sample: options.sample }),
  })
  const errorsFirst = [...lint.problems].sort((a, b) => a.severity.localeCompare(b.severity))
  return {
    sha256,
    id: manifest.id,
    version: manifest.version,
    kind: manifest.kind,
    title: manifest.title.en,
    titles: manifest.title,
    owner: manifest.owner,
    legalBasis: manifest.legalBasis,
    legalDate: manifest.legalDate,
    rules: bundle.rules.length,
    terms: bundle.lexicon.length,
    taxa: bundle.taxa.length,
    lint: { ...lint, problems: errorsFirst.slice(0, problemsMax) },
  }
}
