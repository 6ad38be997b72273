// The rows of a pack's tables, bounded. CSV cells and one-file bundles are both checked against these
// schemas.

import { z } from 'zod'
import type { CoverFrequency } from '../reading/common-covers.ts'
import { confidences, type LexiconRow, languages, strengths, termKinds } from '../reading/lexicon-row.ts'
import { type ReadingWeightRow, type WeightName, weightNames } from '../reading/reading-weights.ts'
import { annexes, type Listing, legalRegimes, type Suspension, type Taxon } from '../reading/taxon.ts'
import type { Authority, HsRow, LookForRow, Phrase, RouteRow } from './pack-bundle.ts'

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'must be an id: lower case letters, digits, - _ .')
  .max(100)
const optionalId = id.or(z.literal(''))
const shortText = z.string().max(300)
const longText = z.string().max(1000)
const neededText = z.string().min(1, 'must not be empty').max(300)
const country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 alpha-2 code')
const placeCode = z.string().regex(/^(\*|EU|[A-Z]{2})$/, 'must be an ISO 3166 alpha-2 code, EU or *')
const formCode = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{1,39}$/, 'must be a trade term code such as IVC')
const groupCode = z
  .string()
  .regex(/^[a-z*][a-z_-]*$/, 'must be a group in lower case')
  .max(40)
const optionalDate = z.iso.date().or(z.literal(''))
const texts = (of: z.ZodType<string>) => z.array(of).max(500)
const names = texts(z.string().min(1).max(200))

export const taxonSchema = z.strictObject({
  id,
  scientificName: neededText,
  synonyms: names,
  rank: shortText,
  parent: optionalId,
  group: groupCode,
  tradeDefault: z.enum(annexes),
  severity: z.enum(['', 'low', 'medium', 'high']),
  live: z.boolean(),
  hazards: texts(groupCode),
  parts: texts(formCode),
  names: z.strictObject(Object.fromEntries(languages.map((code) => [code, names])) as LanguageNames),
  ambiguous: names,
  source: neededText,
  confidence: z.enum(confidences),
  checkedOn: optionalDate,
}) satisfies z.ZodType<Taxon>

/**
 * As it stands in taxa.csv: an empty trade default follows the listings or the parent
 * (`resolveTradeDefaults`).
 */
export const taxonSheetSchema = taxonSchema.extend({ tradeDefault: z.enum(['', ...annexes]) })

type LanguageNames = Record<(typeof languages)[number], typeof names>

export const listingSchema = z.strictObject({
  taxon: id,
  population: longText,
  origins: texts(country),
  appendix: z.enum(['I', 'II', 'III', 'none']),
  annex: z.enum(annexes),
  annotation: longText,
  partsCovered: texts(formCode),
  partsExempt: texts(formCode),
  weightLimitGrams: z.number().min(0).max(1e8).nullable(),
  regime: z.enum(legalRegimes),
  legalBasis: shortText,
  validFrom: optionalDate,
  checkedOn: optionalDate,
  confidence: z.enum(confidences),
  source: shortText,
}) satisfies z.ZodType<Listing>

export const suspensionSchema = z.strictObject({
  taxon: id,
  origin: placeCode,
  sourceCode: shortText,
  kind: shortText,
  legalBasis: neededText,
  validFrom: optionalDate,
  checkedOn: optionalDate,
  confidence: z.enum(confidences),
  source: shortText,
}) satisfies z.ZodType<Suspension>

export const hsRowSchema = z.strictObject({
  code: z.string().regex(/^(\d{2}|\d{4}|\d{6})$/, 'must have 2, 4 or 6 digits'),
  relevance: z.enum(['core', 'plausible', 'cover']),
  titleEn: longText,
  titleFr: longText.optional(),
  titleDe: longText.optional(),
  titleNl: longText.optional(),
  taxaGroups: texts(groupCode),
  forms: texts(formCode),
  note: longText,
  source: shortText,
}) satisfies z.ZodType<HsRow>

export const routeRowSchema = z.strictObject({
  kind: z.enum(['illogical_flow', 'source_route', 'transit_hub']),
  origin: placeCode,
  destination: placeCode,
  hs: z.string().regex(/^(\*|\d{2}|\d{4}|\d{6})$/, 'must be *, a chapter, a heading or six digits'),
  commodity: z.string().regex(/^(\*|[a-z0-9_]*)$/, 'must be a commodity in lower case, *, or empty'),
  note: longText,
  source: shortText,
  confidence: z.enum(confidences),
}) satisfies z.ZodType<RouteRow>

export const lookForRowSchema = z.strictObject({
  group: groupCode,
  form: formCode.or(z.enum(['', '*'])),
  en: z.string().min(1).max(500),
  fr: z.string().max(500),
  de: z.string().max(500),
  nl: z.string().max(500),
}) satisfies z.ZodType<LookForRow>

export const phraseSchema = z.strictObject({
  en: z.string().min(1).max(1000),
  fr: longText,
  de: longText,
  nl: longText,
}) satisfies z.ZodType<Phrase>

export const authoritySchema = z.strictObject({
  country,
  role: shortText,
  name: neededText,
  contact: longText,
  checkedOn: optionalDate,
  confidence: z.enum(confidences),
}) satisfies z.ZodType<Authority>

export const readingWeightSchema = z.strictObject({
  weight: z.enum(weightNames as [WeightName, ...WeightName[]]),
  points: z.number().min(-100).max(100),
  note: longText,
}) satisfies z.ZodType<ReadingWeightRow>

export const coverFrequencySchema = z.strictObject({
  term: id,
  lines: z.number().int().min(0).max(1e9),
  found: z.number().int().min(0).max(1e9),
  source: neededText,
}) satisfies z.ZodType<CoverFrequency>

export const lexiconRowSchema = z.strictObject({
  id,
  term: neededText,
  language: z.enum([...languages, 'mul']),
  kind: z.enum(termKinds),
  taxon: optionalId,
  commodity: z.string().regex(/^[a-z0-9_]*$/, 'must be a commodity in lower case, or empty'),
  form: formCode.or(z.literal('')),
  strength: z.enum(strengths),
  source: neededText,
  confidence: z.enum(confidences),
  reviewedBy: shortText,
  reviewedOn: optionalDate,
  note: longText,
}) satisfies z.ZodType<LexiconRow>
