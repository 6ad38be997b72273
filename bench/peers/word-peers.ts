// One question to one word list: does this description hold one of these words? Ours also reads inflections, compounds, disguises and
// slips; lines in which that makes a difference are counted and left out, so that all give the same answers.

import assert from 'node:assert/strict'
import { type Code, loadModule } from '../code.ts'
import { catalogueTexts } from '../parcels.ts'
import { nothingSaid } from '../stations.ts'
import type { Contender } from './race.ts'

const samples = 256

export type WordRace = {
  readonly words: number
  readonly lines: number
  /** Lines of the catalogue in which only the reader finds something, and in which only the plain ways do. */
  readonly onlyReader: number
  readonly onlyPlain: number
  readonly contenders: readonly Contender[]
}

export async function wordRace(dist: string, { engine }: Code): Promise<WordRace> {
  const { compileReader } = await loadModule(dist, 'reading/compile-reader')
  const kinds = new Set(['taxon', 'product', 'material'])
  const rows = engine.customs.pack.bundle.lexicon.filter(({ kind }) => kinds.has(kind))
  const words = [...new Set(rows.map(({ term }) => term.toLowerCase()))]
  const { bundle } = engine.customs.pack
  const reader = compileReader({ ...bundle, lexicon: rows, taxa: [], listings: [] })
  // The longest first, so that an alternative is not hidden by a shorter one.
  const alternatives = [...words].sort((a, b) => b.length - a.length).map(escaped)
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'u')
  const ways = {
    reader: (text: string) => reader.read(text, nothingSaid).mentions.length > 0,
    pattern: (text: string) => pattern.test(text.toLowerCase()),
    loop: (text: string) => {
      const lower = text.toLowerCase()
      return words.some((word) => holdsWord(lower, word))
    },
  }
  const all = [...catalogueTexts('ordinary'), ...catalogueTexts('wildlife')]
  const answers = all.map((text) => ({ text, reader: ways.reader(text), plain: ways.pattern(text) }))
  for (const { text, plain } of answers) assert.equal(ways.loop(text), plain, 'pattern and loop must agree')
  const equal = answers.filter(({ reader, plain }) => reader === plain)
  const texts = [
    ...equal.filter(({ plain }) => !plain).slice(0, samples / 2),
    ...equal.filter(({ plain }) => plain).slice(0, samples / 2),
  ].map(({ text }) => text)
  assert.equal(texts.length, samples)
  let found = 0
  const each = (way: (text: string) => boolean) => (calls: number) => {
    for (let done = 0; done < calls; done++) if (way(texts[done % samples]!)) found++
    return found
  }
  return {
    words: words.length,
    lines: all.length,
    onlyReader: answers.filter(({ reader, plain }) => reader && !plain).length,
    onlyPlain: answers.filter(({ reader, plain }) => !reader && plain).length,
    contenders: [
      { name: 'beagle', run: each(ways.reader) },
      { name: 'one RegExp', run: each(ways.pattern) },
      { name: 'a loop over the words', run: each(ways.loop) },
    ],
  }
}

function escaped(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

const wordCharacter = /[\p{L}\p{N}]/u

function holdsWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const before = [...text.slice(0, at)].at(-1)
    const [after] = text.slice(at + word.length)
    if (!wordCharacter.test(before ?? ' ') && !wordCharacter.test(after ?? ' ')) return true
  }
  return false
}
