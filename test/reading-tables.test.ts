import fc from 'fast-check'
import t from 'tap'
import { splitPoints } from '../src/forest/split-points.ts'
import { isOneEdit, isWithinEdits } from '../src/reading/edits.ts'
import { foldTerm } from '../src/reading/fold.ts'
import { HashFilter } from '../src/reading/hash-filter.ts'
import { legalStatusOf, legalTables, resolveStatus } from '../src/reading/legal-status.ts'
import { lookAlikes } from '../src/reading/look-alikes.ts'
import { nearIndexSteps } from '../src/reading/near-index.ts'
import { soundKey } from '../src/reading/sound-key.ts'
import { atOnce } from '../src/reading/steps.ts'
import type { TermIndex } from '../src/reading/term-index.ts'
import { TermTrie } from '../src/reading/term-trie.ts'
import { hashPrefixes, stretchHash, textHash } from '../src/reading/text-hash.ts'
import { WordMemory } from '../src/reading/word-memory.ts'
import { WordTableBuilder } from '../src/reading/word-table.ts'
import { nothingSaid, shippedBundle, shippedReader } from './reading-helper.ts'

const letters = 'abc\u00e9\u8c61'
const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 5 })
const unitsOf = (text: string) => Uint16Array.from(text, (letter) => letter.charCodeAt(0))

t.test('a word table numbers and finds words as a Map does, beyond several growths', async (t) => {
  const words = fc.sample(fc.string({ minLength: 1, maxLength: 12 }), { numRuns: 60_000, seed: 11 })
  const builder = new WordTableBuilder()
  const plain = new Map<string, number>()
  for (const text of words) {
    if (!plain.has(text)) plain.set(text, plain.size)
    if (builder.add(text) !== plain.get(text)) t.fail(`${JSON.stringify(text)} has another number`)
  }
  const table = builder.finish()
  t.equal(table.size, plain.size)
  for (const [text, index] of plain) {
    if (table.findText(text) !== index || table.text(index) !== text)
      t.fail(`${JSON.stringify(text)} is not found`)
  }
  t.equal(table.findText('a word that nobody added'), -1)
})

t.test('a word is found inside a longer text by the hash of its stretch', async () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), word, word, (words, before, after) => {
      const builder = new WordTableBuilder()
      for (const text of words) builder.add(text)
      const table = builder.finish()
      return words.every((text) => {
        const units = unitsOf(before + text + after)
        const prefixes = new Int32Array(units.length + 1)
        hashPrefixes(units, units.length, prefixes)
        const end = before.length + text.length
        const hash = stretchHash(prefixes, before.length, end)
        return table.text(table.find(units, before.length, end, hash)) === text
      })
    }),
    { numRuns: 300, seed: 12 },
  )
})

t.test('a filter never denies what was added, and lets few strangers through', async (t) => {
  const filter = new HashFilter(1 << 17)
  for (let at = 0; at < 5000; at++) filter.add(textHash(`known ${at}`))
  let passed = 0
  for (let at = 0; at < 5000; at++) {
    if (!filter.maybe(textHash(`known ${at}`))) t.fail(`known ${at} is denied`)
    if (filter.maybe(textHash(`stranger ${at}`))) passed++
  }
  t.ok(passed < 100, `${passed} strangers of 5,000 pass`)
})

t.test('a trie follows words as nested Maps do', async () => {
  const path = fc.array(fc.nat(30), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(fc.array(path, { maxLength: 60 }), path, (paths, asked) => {
      const trie = new TermTrie()
      const plain = new Map<string, number>()
      for (const lemmas of paths) {
        let node = 0
        lemmas.forEach((lemma, at) => {
          node = trie.addChild(node, lemma)
          const key = lemmas.slice(0, at + 1).join('/')
          if (!plain.has(key)) plain.set(key, plain.size + 1)
        })
        if (node !== plain.get(lemmas.join('/'))) return false
      }
      let node = trie.rootOf(asked[0]!)
      for (const [at, lemma] of asked.entries()) {
        if (at > 0) node = trie.child(node, lemma)
        if (node !== (plain.get(asked.slice(0, at + 1).join('/')) ?? 0)) return false
        if (node === 0) return true
        const inner = [...plain.keys()].some((key) => key.startsWith(`${asked.slice(0, at + 1).join('/')}/`))
        if (trie.hasChildren(node) !== inner) return false
      }
      return true
    }),
    { numRuns: 500, seed: 13 },
  )
})

t.test(
  'the memory of words says what was put last or that it does not know, never another word',
  async () => {
    const memory = new WordMemory()
    const plain = new Map<string, number>()
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 30 }), fc.nat(1000), (text, meaning) => {
        const units = unitsOf(`x${text}y`)
        const hash = textHash(text)
        const end = text.length + 1
        const known = memory.get(units, 1, end, hash, -2)
        if (known !== -2 && known !== plain.get(text)) return false
        memory.put(units, 1, end, hash, meaning)
        plain.set(text, meaning)
        return memory.get(units, 1, end, hash, -2) === (text.length > 24 ? -2 : meaning)
      }),
      { numRuns: 20_000, seed: 14 },
    )
  },
)

t.test('a misspelt word is what trying every name finds', async (t) => {
  const letters = 'aeirnmclvwk'
  const wordOf = fc.array(fc.constantFrom(...letters), { minLength: 4, maxLength: 9 })
  const words = fc.sample(wordOf, { numRuns: 900, seed: 6 }).map((word) => word.join(''))
  const targets = [...new Set(words.slice(0, 400))].map((word, at) => ({
    word,
    byEar: at % 3 !== 0,
    alone: at % 2 === 0,
  }))
  const ordinary = words.slice(400, 500)
  const table = new WordTableBuilder()
  for (const { word } of targets) table.add(word)
  const spellings = table.finish()
  const near = atOnce(nearIndexSteps({ spellings } as TermIndex, targets, ordinary))
  const ranksOf = (word: string) =>
    targets.map((target) => {
      const soundLong = target.byEar && target.word.length >= 6 && word.length >= 5
      const sound = soundLong && soundKey(word).length >= 4 && soundKey(word) === soundKey(target.word)
      const slip = isOneEdit(word, target.word) || lookAlikes(word).includes(target.word)
      if (target.word.length < 5 || !(slip || (sound && isWithinEdits(word, target.word, 2)))) return 0
      return 1 + (target.word[0] === word[0] ? 4 : 0) + (target.alone ? 2 : 0) + (slip ? 1 : 0)
    })
  let found = 0
  for (const word of words.flatMap((word) => [word, word.slice(1), `${word}a`, word.replace('rn', 'm')])) {
    const text = ` ${word} `
    const units = Uint16Array.from(text, (letter) => letter.charCodeAt(0))
    const prefixes = new Int32Array(units.length + 1)
    hashPrefixes(units, units.length, prefixes)
    const spelling = near.find(units, 1, 1 + word.length, prefixes)
    const ranks = ordinary.includes(word) || word.length < 4 ? [0] : ranksOf(word)
    const best = Math.max(...ranks)
    if (spelling < 0 !== (best === 0)) t.fail(`${word} is taken for ${spelling}`)
    if (spelling < 0) continue
    found++
    t.equal(ranks[targets.findIndex(({ word }) => word === spellings.text(spelling))], best, word)
  }
  t.ok(found > 500, `${found} of them were near a name`)
})

t.test('a reading does not depend on what was read before', async (t) => {
  const reader = await shippedReader()
  const texts = [
    'carved ivery bracelet',
    'Elfenbeinschnitzerei alt',
    'crocadile bag',
    'gr\u00fcner Tee',
    'ivery',
  ]
  const first = texts.map((text) => JSON.stringify(reader.read(text, nothingSaid)))
  for (let at = 0; at < 20_000; at++) reader.read(`word${at}a strange${at.toString(36)}thing`, nothingSaid)
  const again = texts.map((text) => JSON.stringify(reader.read(text, nothingSaid)))
  t.same(again.reverse(), first.reverse())
})

t.test(
  'a remembered legal status is the one worked out, for every taxon, form, origin and weight',
  async (t) => {
    const { taxa, listings } = await shippedBundle()
    const tables = legalTables(taxa, listings)
    const statusOf = legalStatusOf(taxa, listings)
    const origins = [
      '',
      'TH',
      'ZA',
      'ID',
      'US',
      'BE',
      ...listings.flatMap((listing) => listing.origins).slice(0, 20),
    ]
    let asked = 0
    for (const { id } of [...taxa, { id: 'nothing' }]) {
      for (const form of ['', 'LIV', 'IVC', 'CAR', 'MED']) {
        for (const originCountry of origins) {
          const specimen = {
            form,
            originCountry,
            netWeightGrams: asked % 3 === 0 ? null : (asked % 7) * 3000,
          }
          statusOf(id, specimen)
          const remembered = JSON.stringify(statusOf(id, specimen))
          if (remembered !== JSON.stringify(resolveStatus(tables, id, specimen)))
            t.fail(`${id} ${form} ${originCountry}`)
          asked++
        }
      }
    }
    t.ok(asked > 50_000, `${asked} specimens`)
  },
)

t.test('a term that needs no folding is its own folded form', async () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'abz019 A\u00c9-'), maxLength: 12 }), (text) => {
      const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('-', ' ')
      return foldTerm(text) === plain
    }),
    { numRuns: 1000, seed: 15 },
  )
})

t.test('points are split as by dividing anew for every point', async () => {
  const pulls = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 70 })
  fc.assert(
    fc.property(pulls, fc.integer({ min: -15, max: 15 }), (values, points) => {
      const contributions = Float64Array.from(values)
      const out = new Int32Array(values.length)
      const rest = splitPoints(points, contributions, out)
      return JSON.stringify([rest, [...out]]) === JSON.stringify(plainSplit(points, values))
    }),
    { numRuns: 3000, seed: 16 },
  )
})

/** Largest remainder by sorting. */
function plainSplit(points: number, pulls: readonly number[]): [number, number[]] {
  const out = pulls.map(() => 0)
  if (points === 0) return [0, out]
  const sign = Math.sign(points)
  const size = Math.abs(points)
  const sumOf = (side: number) => pulls.reduce((sum, pull) => (pull * side > 0 ? sum + pull * side : sum), 0)
  const [along, against] = [sumOf(sign), sumOf(-sign)]
  if (along === 0) return [points, out]
  const opposed =
    along > 2 * against ? Math.round((size * against) / (along - against)) : against > 0 ? size : 0
  const allot = (count: number, side: number, total: number) => {
    const exact = pulls.map((pull) => (pull * side > 0 ? (count * (pull * side)) / total : -1))
    const shares = exact.map((value) => Math.max(0, Math.floor(value)))
    const order = exact
      .flatMap((value, at) => (value >= 0 ? [{ at, rest: value - shares[at]! }] : []))
      .sort((a, b) => b.rest - a.rest || a.at - b.at)
    let left = count - shares.reduce((sum, share) => sum + share, 0)
    for (const { at } of order) if (left-- > 0) shares[at]!++
    shares.forEach((share, at) => {
      if (share > 0) out[at] = side * share
    })
  }
  allot(size + opposed, sign, along)
  if (opposed > 0) allot(opposed, -sign, against)
  return [0, out]
}
