// npm run covers [-- --data FILE]...: counts each cover word of the lexicon in the ordinary lines of its language (the goods catalogue, and
// any file of the same shape) and writes packs/eu-wildlife/cover-frequency.csv. Counts only; no line is kept.

import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { countCovers } from './count-covers.ts'
import { shippedBundle } from './eval-flaggers.ts'
import { readCatalogue, readEvalFile } from './eval-lines.ts'
import { scriptOptions } from './script-options.ts'

const { values } = scriptOptions(import.meta.filename, {
  options: { data: { type: 'string', multiple: true } },
})
const sets = [readCatalogue(), ...(values.data ?? []).map((file) => readEvalFile(resolve(file), file))]
const { lexicon } = await shippedBundle('packs/eu-wildlife')
const lines = sets.flatMap((set) => set.lines)
const rows = countCovers(lexicon, lines)
const source = values.data === undefined ? 'goods catalogue' : 'goods catalogue and lines given'
const cells = rows.map(({ term, lines: of, found }) => [term, of, found, source])
const output = resolve(import.meta.dirname, '../packs/eu-wildlife/cover-frequency.csv')
writeFileSync(output, stringify([['term', 'lines', 'found', 'source'], ...cells]))
process.stdout.write(`${rows.length} cover words, ${rows.filter(({ found }) => found > 0).length} found\n`)
