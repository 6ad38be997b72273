// Which columns each table of a pack has, and how its cells become a row.

import type { z } from 'zod'
import { languages } from '../reading/lexicon-row.ts'
import type { CellKind, CellValue } from './cell-readers.ts'
import {
  authoritySchema,
  coverFrequencySchema,
  hsRowSchema,
  lexiconRowSchema,
  listingSchema,
  lookForRowSchema,
  phraseSchema,
  readingWeightSchema,
  routeRowSchema,
  suspensionSchema,
  taxonSheetSchema,
} from './pack-rows-schema.ts'

export type TableColumn = {
  readonly header: string
  readonly key: string
  readonly kind: CellKind
  /** A table without this column is still read; its cells count as empty. */
  readonly optional?: boolean
  /** What an empty cell stands for. */
  readonly empty?: string
}

export type TableSpec = {
  readonly columns: readonly TableColumn[]
  readonly schema: z.ZodType
  /** Column whose values must not repeat. */
  readonly unique?: string
  readonly shape?: (row: Readonly<Record<string, CellValue>>) => Record<string, unknown>
}

const column = (
  header: string,
  kind: CellKind = 'text',
  options: { key?: string; optional?: boolean; empty?: string } = {},
): TableColumn => ({
  header,
  kind,
  key: options.key ?? header.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  ...(options.optional === undefined ? {} : { optional: options.optional }),
  ...(options.empty === undefined ? {} : { empty: options.empty }),
})

const legal = [
  column('legal_basis'),
  column('valid_from', 'date'),
  column('checked_on', 'date'),
  column('confidence'),
  column('source', 'text', { optional: true }),
]

export const tableSpecs = {
  taxa: {
    schema: taxonSheetSchema,
    unique: 'id',
    columns: [
      column('id', 'code'),
      column('scientific_name'),
      column('synonyms', 'list'),
      column('rank'),
      column('parent', 'code'),
      column('group', 'code'),
      column('trade_default'),
      column('severity'),
      column('live', 'yes_no'),
      column('hazard', 'list', { key: 'hazards' }),
      column('parts', 'code_list'),
      ...languages.map((code) => column(`names_${code}`, 'list', { key: `names_${code}` })),
      column('ambiguous', 'list'),
      column('source'),
      column('confidence'),
      column('checked_on', 'date'),
    ],
    shape: (row) => {
      const names = languages.map((code) => [code, row[`names_${code}`]])
      const others = Object.entries(row).filter(([key]) => !key.startsWith('names_'))
      return { ...Object.fromEntries(others), names: Object.fromEntries(names) }
    },
  },
  listings: {
    schema: listingSchema,
    columns: [
      column('taxon', 'code'),
      column('population'),
      column('origins', 'code_list'),
      column('appendix', 'text', { empty: 'none' }),
      column('annex', 'text', { empty: 'none' }),
      column('annotation'),
      column('parts_covered', 'code_list'),
      column('parts_exempt', 'code_list'),
      column('weight_limit_grams', 'number'),
      column('regime'),
      ...legal,
    ],
  },
  suspensions: {
    schema: suspensionSchema,
    columns: [
      column('taxon', 'code'),
      column('origin', 'code'),
      column('source_code'),
      column('kind'),
      ...legal,
    ],
  },
  hs: {
    schema: hsRowSchema,
    unique: 'code',
    columns: [
      column('code', 'hs'),
      column('relevance'),
      column('title_en'),
      column('title_fr', 'text', { optional: true }),
      column('title_de', 'text', { optional: true }),
      column('title_nl', 'text', { optional: true }),
      column('taxa_groups', 'code_list'),
      column('forms', 'code_list'),
      column('note'),
      column('source'),
    ],
    // A title that is not there is no field: a pack without them has the hash it had before there were any.
    shape: (row) =>
      Object.fromEntries(
        Object.entries(row).filter(([key, value]) => !/^title(?:Fr|De|Nl)$/.test(key) || value !== ''),
      ),
  },
  routes: {
    schema: routeRowSchema,
    columns: [
      column('kind'),
      column('origin', 'code', { empty: '*' }),
      column('destination', 'code', { empty: '*' }),
      column('hs', 'hs_or_star'),
      column('commodity', 'code'),
      column('note'),
      column('source'),
      column('confidence'),
    ],
  },
  authorities: {
    schema: authoritySchema,
    columns: [
      column('country', 'code'),
      column('role'),
      column('name'),
      column('contact'),
      column('checked_on', 'date'),
      column('confidence'),
    ],
  },
  lookFor: {
    schema: lookForRowSchema,
    columns: [
      column('group', 'code'),
      column('form', 'code'),
      column('text_en', 'text', { key: 'en' }),
      column('text_fr', 'text', { key: 'fr' }),
      column('text_de', 'text', { key: 'de' }),
      column('text_nl', 'text', { key: 'nl' }),
    ],
  },
  phrases: {
    schema: phraseSchema,
    unique: 'en',
    columns: [
      column('text_en', 'text', { key: 'en' }),
      column('text_fr', 'text', { key: 'fr' }),
      column('text_de', 'text', { key: 'de' }),
      column('text_nl', 'text', { key: 'nl' }),
    ],
  },
  readingWeights: {
    schema: readingWeightSchema,
    unique: 'weight',
    columns: [column('weight', 'code'), column('points', 'number'), column('note')],
  },
  coverFrequency: {
    schema: coverFrequencySchema,
    unique: 'term',
    columns: [column('term', 'code'), column('lines', 'number'), column('found', 'number'), column('source')],
  },
  lexicon: {
    schema: lexiconRowSchema,
    unique: 'id',
    columns: [
      column('id', 'code'),
      column('term'),
      column('language'),
      column('kind'),
      column('taxon', 'code'),
      column('commodity', 'code'),
      column('form', 'code'),
      column('strength'),
      column('source'),
      column('confidence'),
      column('reviewed_by'),
      column('reviewed_on', 'date'),
      column('note'),
    ],
  },
} as const satisfies Record<string, TableSpec>

export type TableName = keyof typeof tableSpecs

/** Files of a pack folder that hold tables; the lexicon is every file of its folder. */
export const tableFiles: Readonly<Record<string, TableName>> = {
  'taxa.csv': 'taxa',
  'listings.csv': 'listings',
  'suspensions.csv': 'suspensions',
  'hs.csv': 'hs',
  'routes.csv': 'routes',
  'authorities.csv': 'authorities',
  'texts/look-for.csv': 'lookFor',
  'texts/phrases.csv': 'phrases',
  'reading-weights.csv': 'readingWeights',
  'cover-frequency.csv': 'coverFrequency',
}
