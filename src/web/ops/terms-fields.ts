// Words from the form as rows of the lexicon: one row a line, all with the same meaning.

import { createHash } from 'node:crypto'
import type { FoundTaxon } from '../../jobs/term-lookup.ts'
import type { LexiconRow } from '../../reading/lexicon-row.ts'
import { languages, strengths, termKinds } from '../../reading/lexicon-row.ts'
import { tradeTermCodes } from '../../scoring/trade-terms.ts'
import type { Texts } from '../texts/texts.ts'

export const termNames = [
  'terms',
  'language',
  'kind',
  'taxon',
  'commodity',
  'form',
  'strength',
  'source',
  'confidence',
  'reviewedBy',
  'note',
] as const
export type TermFields = Readonly<Record<(typeof termNames)[number], string>>
type RefusableName = 'terms' | 'taxon' | 'source'
export type TermFaults = ReadonlyMap<RefusableName, string>

export const termLanguages = ['mul', ...languages] as const
export const confidences = ['low', 'medium', 'high'] as const
const termsMax = 200

export const emptyTerms: TermFields = {
  terms: '',
  language: 'en',
  kind: 'product',
  taxon: '',
  commodity: '',
  form: '',
  strength: 'medium',
  source: '',
  confidence: 'medium',
  reviewedBy: '',
  note: '',
}

export type ReadTerms =
  | {
      readonly ok: true
      readonly rows: readonly LexiconRow[]
      /** Other species that the name of the form leads to as well. */
      readonly alsoFits: readonly string[]
    }
  | { readonly ok: false; readonly faults: TermFaults }

export type TermContext = {
  /** Null where the pack that is changed knows none of that name. */
  readonly taxon: FoundTaxon | null
  readonly t: Texts
  readonly today: string
}

/** A list of the form has nothing else; what it has not is hand-made, and counts as left out. */
const oneOf = <T extends string, Else>(known: readonly T[], value: string, other: Else): T | Else =>
  known.find((one) => one === value) ?? other

export function readTerms(fields: TermFields, { taxon, t, today }: TermContext): ReadTerms {
  const { terms: texts } = t.ops
  const faults = new Map<RefusableName, string>()
  const lines = fields.terms.split('\n').map((line) => line.trim().replace(/\s+/g, ' '))
  const words = [...new Set(lines.filter((line) => line !== ''))]
  if (words.length === 0) faults.set('terms', texts.noTerms)
  if (words.length > termsMax) faults.set('terms', texts.tooMany)
  if (fields.source.trim() === '') faults.set('source', texts.noSource)
  if (taxon === null) faults.set('taxon', texts.unknownTaxon)
  if (taxon === null || faults.size > 0) return { ok: false, faults }
  const reviewedBy = fields.reviewedBy.trim()
  const row = {
    language: oneOf(termLanguages, fields.language, 'en'),
    kind: oneOf(termKinds, fields.kind, 'product'),
    taxon: taxon.id,
    commodity: fields.commodity.trim().toLowerCase().replaceAll(' ', '_'),
    form: oneOf(tradeTermCodes, fields.form, ''),
    strength: oneOf(strengths, fields.strength, 'medium'),
    source: fields.source.trim(),
    confidence: oneOf(confidences, fields.confidence, 'low'),
    reviewedBy,
    reviewedOn: reviewedBy === '' ? '' : today,
    note: fields.note.trim(),
  } as const
  const rows = words.map((term) => ({ id: idOf(term, row.language), term, ...row }))
  return { ok: true, rows, alsoFits: taxon.others }
}

/** Readable where the word is Latin; the hash keeps two of them apart. */
function idOf(term: string, language: string): string {
  const slug = term
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40)
  const hash = createHash('sha256').update(`${language}\0${term}`).digest('hex').slice(0, 6)
  return `ops.${slug === '' ? 'term' : slug}-${hash}`
}
