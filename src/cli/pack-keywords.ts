// beagle pack export --keywords: words and HS codes for a sorter's own filter, with what they are expected to find and to cost.

import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { chooseHsCodes, type DeclaredCodes } from '../jobs/pack-hs-codes.ts'
import { chooseKeywords, type LabelledText } from '../jobs/pack-keywords.ts'
import { type CatalogueLine, readGoodsCatalogue, shippedCatalogue } from '../store/goods-catalogue.ts'
import { packFromFolder } from '../store/load-shipped.ts'
import { type CommandOutput, writeLine } from './store-output.ts'
import { UsageError } from './usage-error.ts'

export type PackKeywordsOptions = {
  /** Alarms per 10,000 parcels, as in `10/10k`. */
  readonly maxAlerts: string
  readonly catalogue?: string
  readonly json?: boolean
}

const hsSample = resolve(import.meta.dirname, '..', '..', 'models/hs-sample.csv')
const wordsMax = 5000
/** What names goods; cover words, forms and what makes them harmless do not filter alone. */
const kinds: ReadonlySet<string> = new Set(['taxon', 'product', 'material'])
const plainStrengths: ReadonlySet<string> = new Set(['strong', 'decisive'])

const lookalikeKinds: ReadonlySet<string> = new Set(['benign-confusable', 'benign-legal'])

/** CSV on stdout, what to expect of it on stderr. */
export async function packKeywords(
  folder: string,
  { maxAlerts, catalogue = shippedCatalogue, json = false }: PackKeywordsOptions,
  { stdout, stderr }: CommandOutput,
): Promise<number> {
  const pack = await packFromFolder(folder)
  if (!('bundle' in pack)) throw new UsageError(pack.join('\n'))
  const usable = pack.bundle.lexicon.filter(({ kind }) => kinds.has(kind))
  const plain = usable.filter(({ strength }) => plainStrengths.has(strength))
  const lines = linesOf(catalogue)
  // Half of the alarms for words, half for codes.
  const alarmsPer10kMax = alarmsOf(maxAlerts) / 2
  const report = chooseKeywords(lines.map(labelled), {
    terms: usable.map(({ term }) => term),
    plainTerms: plain.map(({ term }) => term),
    alarmsPer10kMax,
    wordsMax,
  })
  const core = pack.bundle.hs.filter(({ relevance }) => relevance === 'core').map(({ code }) => code)
  const { parcels, of } = await codesOf(lines)
  const hs = chooseHsCodes(parcels, core, alarmsPer10kMax)
  if (json) await writeLine(stdout, JSON.stringify({ ...report, hs }, null, 2))
  else {
    await writeLine(stdout, 'kind,value,found,alarms')
    for (const { word, found, alarms } of report.words)
      await writeLine(stdout, `word,"${word}",${found},${alarms}`)
    for (const { code, found, alarms } of hs.codes) await writeLine(stdout, `hs,"${code}",${found},${alarms}`)
  }
  const { expected, lines: counted } = report
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  stderr.write(
    `${report.words.length} words. Expected, chosen on one half of the catalogue and measured on the other: ` +
      `${percent(expected.recall)} of ${counted.wildlife} wildlife lines found, ${expected.alarmsPer10k} alarms per 10,000 of ` +
      `${counted.ordinary} ordinary lines, ${percent(expected.lookalikeShare)} of ${counted.lookalike} look-alikes stopped.\n` +
      `${hs.codes.length} of ${core.length} core HS codes. Expected, likewise: ${percent(hs.expected.recall)} of ${hs.parcels.wildlife} wildlife ` +
      `parcels, ${hs.expected.alarmsPer10k} alarms per 10,000 of ${hs.parcels.other} others (${of}).\n`,
  )
  return 0
}

function alarmsOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\/10k$/.exec(text)
  const alarms = match === null ? Number.NaN : Number(match[1])
  if (!(alarms >= 0 && alarms <= 10_000))
    throw new UsageError('--max-alerts is a number per 10,000 parcels, such as 10/10k.')
  return alarms
}

/** All NDJSON files of a folder: lines with text and label. */
function linesOf(folder: string): readonly CatalogueLine[] {
  let lines: readonly CatalogueLine[]
  try {
    lines = readGoodsCatalogue(folder)
  } catch (fault) {
    throw new UsageError((fault as Error).message)
  }
  if (lines.length === 0) throw new UsageError(`${folder} holds no .jsonl file.`)
  return lines
}

function labelled({ text, label, kind }: CatalogueLine): LabelledText {
  const harmless = lookalikeKinds.has(kind) ? 'lookalike' : 'ordinary'
  return { text, is: label === 1 ? 'wildlife' : harmless }
}

/** Of the catalogue where its lines have codes; else of generated parcels. */
async function codesOf(lines: readonly CatalogueLine[]): Promise<{ parcels: DeclaredCodes[]; of: string }> {
  const coded = lines.flatMap(({ hsCode, label }, index) =>
    hsCode === undefined
      ? []
      : [{ codes: [hsCode], half: (index % 2) as 0 | 1, wildlife: label, other: 1 - label }],
  )
  if (coded.length > 0) return { parcels: coded, of: 'lines of the catalogue that have a code' }
  const parcels: DeclaredCodes[] = []
  for (const row of (await readFile(hsSample, 'utf8')).trimEnd().split('\n').slice(1)) {
    const [half, codes, wildlife, other] = row.split(',') as [string, string, string, string]
    const counts = { wildlife: Number(wildlife), other: Number(other) }
    parcels.push({ codes: codes.split(';'), half: half === '0' ? 0 : 1, ...counts })
  }
  return { parcels, of: 'generated parcels, not real ones' }
}
