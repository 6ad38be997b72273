// Writes lexicon/ordinary-words.csv: the real words that the reader would otherwise take for misspelt names.
// usage: node --import=tsx scripts/ordinary-words.ts [--dictionary LANG=FILE]...  (one word a line, UTF-8; any word list will do)
// Rows already there are kept as they are, with who reviewed them; new words are added in rows of their own.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { stringify } from 'csv-stringify/sync'
import { compileReader } from '../src/reading/compile-reader.ts'
import { languages } from '../src/reading/lexicon-row.ts'
import { splitWords } from '../src/reading/taxon-terms.ts'
import { parsePack } from '../src/rules/parse-pack.ts'
import { readPackFolder } from '../src/store/pack-folder.ts'

const folder = resolve(import.meta.dirname, '../packs/eu-wildlife')
const catalogue = resolve(import.meta.dirname, '../models/catalogue')
const output = resolve(folder, 'lexicon/ordinary-words.csv')
const rowWords = 16

const pack = parsePack(await readPackFolder(folder))
if (!pack.ok)
  throw new Error(`the pack does not parse: ${pack.problems[0]?.file} ${pack.problems[0]?.message}`)
const { bundle } = pack.pack
const { lexicon } = bundle
const listed = lexicon.filter((row) => row.kind === 'ordinary_word')
const known = new Set(listed.flatMap(({ term }) => splitWords(term)))
const added = new Map<string, string>()
const reader = compileReader({ ...bundle, lexicon: lexicon.filter((row) => row.kind !== 'ordinary_word') })

for (const [language, words] of wordSources()) {
  for (const word of words) {
    if (!known.has(word) && !added.has(word) && reader.misspeltAs(word) !== null) added.set(word, language)
  }
}
const text = readFileSync(output, 'utf8')
writeFileSync(output, `${text.trimEnd()}\n${stringify(newRows(added) as string[][])}`)
process.stdout.write(`${known.size} ordinary words near a name, ${added.size} added\n`)

/** Many words share a row: they are looked at together or not at all. */
function newRows(words: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  return languages.flatMap((language) => {
    const own = [...words].flatMap(([word, of]) => (of === language ? [word] : [])).sort()
    const numbers = listed.flatMap(({ id }) => Number(id.match(`^word\\.${language}\\.(\\d+)$`)?.[1] ?? 0))
    const last = Math.max(0, ...numbers)
    return chunksOf(own, rowWords).map((chunk, index) => {
      const id = `word.${language}.${String(last + index + 1).padStart(4, '0')}`
      const cells = [
        id,
        chunk.join(' '),
        language,
        'ordinary_word',
        '',
        '',
        '',
        'weak',
        'dictionary',
        'medium',
      ]
      return [...cells, '', '', '']
    })
  })
}

function chunksOf(words: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(words.length / size) }, (_, at) =>
    words.slice(at * size, (at + 1) * size),
  )
}

/** Word lists given on the command line, and the innocent lines of the project's own goods catalogue. */
function* wordSources(): Generator<readonly [string, ReadonlySet<string>]> {
  for (const name of readdirSync(catalogue)) {
    if (!name.endsWith('.jsonl') || name === 'wildlife.jsonl') continue
    for (const line of readFileSync(resolve(catalogue, name), 'utf8').split('\n')) {
      if (line === '') continue
      const { text, lang } = JSON.parse(line) as { text: string; lang: string }
      yield [(languages as readonly string[]).includes(lang) ? lang : 'en', new Set(splitWords(text))]
    }
  }
  const given = process.argv.slice(2).filter((argument) => argument !== '--dictionary')
  for (const argument of given) {
    const [language = '', file = ''] = argument.split('=')
    if (!(languages as readonly string[]).includes(language)) throw new Error(`${argument} is not LANG=FILE`)
    const words = readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(/[/\t]/, 1)[0] ?? '')
      .filter((word) => /^\p{L}+$/u.test(word))
    yield [language, new Set(words.flatMap((word) => splitWords(word)))]
  }
}
