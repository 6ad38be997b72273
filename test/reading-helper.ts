import { compileReader } from '../src/reading/compile-reader.ts'
import type { LexiconRow } from '../src/reading/lexicon-row.ts'
import type { Mention, Reader, ReadingContext } from '../src/reading/mention.ts'
import type { Taxon } from '../src/reading/taxon.ts'
import type { PackBundle } from '../src/rules/pack-bundle.ts'
import { parsePack } from '../src/rules/parse-pack.ts'
import { readPackFolder } from '../src/store/pack-folder.ts'

export const nothingSaid: ReadingContext = {
  hsCode: '',
  originCountry: '',
  quantity: null,
  netWeightGrams: null,
}

export async function shippedBundle(): Promise<PackBundle> {
  const result = parsePack(await readPackFolder('packs/eu-wildlife'))
  if (!result.ok)
    throw new Error(result.problems.map(({ file, message }) => `${file}: ${message}`).join('\n'))
  return result.pack.bundle
}

export async function shippedReader(): Promise<Reader> {
  return compileReader(await shippedBundle())
}

/** A reader of these rows and nothing else. */
export function smallReader(lexicon: readonly LexiconRow[], taxa: readonly Taxon[] = []): Reader {
  return compileReader({ lexicon, taxa, listings: [], hs: [], readingWeights: [], coverFrequency: [] })
}

export function open(mentions: readonly Mention[]): readonly Mention[] {
  return mentions.filter(({ reading }) => reading === 'specimen' || reading === 'unclear')
}

/** A row whose strength counts: somebody has looked at it. */
export function reviewedRow(row: Parameters<typeof lexiconRow>[0]): LexiconRow {
  return lexiconRow({ reviewedBy: 'desk', reviewedOn: '2026-11-01', ...row })
}

export function lexiconRow(row: Partial<LexiconRow> & Pick<LexiconRow, 'term' | 'kind'>): LexiconRow {
  return {
    id: `t.${row.kind}.${row.term.replace(/[^a-z]/g, '-')}`,
    language: 'en',
    taxon: '',
    commodity: '',
    form: '',
    strength: 'strong',
    source: 'test',
    confidence: 'medium',
    reviewedBy: '',
    reviewedOn: '',
    note: '',
    ...row,
  }
}
