// beagle pack export --keywords: words and HS codes for a sorter's own filter, with what they are expected to find and to cost.

import { readdir, readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { chooseKeywords, type LabelledText } from '../jobs/pack-keywords.ts'
import { packFromFolder } from '../store/load-shipped.ts'
import { type CommandOutput, writeLine } from './store-output.ts'
import { UsageError } from './usage-error.ts'

export type PackKeywordsOptions = {
  /** Alarms per 10,000 parcels, as in `10/10k`. */
  readonly maxAlerts: string
  readonly catalogue?: string
  readonly json?: boolean
}

const shippedCatalogue = resolve(import.meta.dirname, '..', '..', 'models/catalogue')
const wordsMax = 5000
/** What names goods; cover words, forms and what makes them harmless do not filter alone. */
const kinds: ReadonlySet<string> = new Set(['taxon', 'product', 'material'])
const plainStrengths: ReadonlySet<string> = new Set(['strong', 'decisive'])

const lineSchema = z.object({
  text: z.string().max(2000),
  label: z.union([z.literal(0), z.literal(1)]),
  kind: z.string().default(''),
})
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
  const report = chooseKeywords(await readCatalogue(catalogue), {
    terms: usable.map(({ term }) => term),
    plainTerms: plain.map(({ term }) => term),
    alarmsPer10kMax: alarmsOf(maxAlerts),
    wordsMax,
  })
  const codes = pack.bundle.hs.filter(({ relevance }) => relevance === 'core')
  const hs = codes.map(({ code, titleEn }) => ({ code, title: titleEn }))
  if (json) await writeLine(stdout, JSON.stringify({ ...report, hs }, null, 2))
  else {
    await writeLine(stdout, 'kind,value,found,alarms')
    for (const { word, found, alarms } of report.words)
      await writeLine(stdout, `word,"${word}",${found},${alarms}`)
    for (const { code } of hs) await writeLine(stdout, `hs,"${code}",,`)
  }
  const { expected, lines } = report
  const percent = (share: number) => `${(share * 100).toFixed(1)} %`
  stderr.write(
    `${report.words.length} words. Expected, chosen on one half of the catalogue and measured on the other: ` +
      `${percent(expected.recall)} of ${lines.wildlife} wildlife lines found, ${expected.alarmsPer10k} alarms per 10,000 of ` +
      `${lines.ordinary} ordinary lines, ${percent(expected.lookalikeShare)} of ${lines.lookalike} look-alikes stopped.\n` +
      `${hs.length} core HS codes; the catalogue has no codes to measure them on.\n`,
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
async function readCatalogue(folder: string): Promise<LabelledText[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort()
  if (files.length === 0) throw new UsageError(`${folder} holds no .jsonl file.`)
  const lines: LabelledText[] = []
  for (const file of files) {
    const texts = (await readFile(join(folder, file), 'utf8')).split('\n')
    texts.forEach((text, index) => {
      if (text === '') return
      const read = lineSchema.safeParse(parse(text))
      if (!read.success)
        throw new UsageError(`${file}:${index + 1}: a line is {"text": "...", "label": 0 or 1}.`)
      const { text: declared, label, kind } = read.data
      const harmless = lookalikeKinds.has(kind) ? 'lookalike' : 'ordinary'
      lines.push({ text: declared, is: label === 1 ? 'wildlife' : harmless })
    })
  }
  return lines
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
