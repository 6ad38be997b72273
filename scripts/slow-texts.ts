// npm run slow: looks for texts of 2,000 characters that take the reader long, made of what its stations dislike, and prints the slowest.
// The bound of issue and design is 1 ms; a figure of this machine, not a test, since a busy core makes any text slow.

import { shippedEngine } from './eval-flaggers.ts'

const textLength = 2000
const mixes = 3000
const repeats = 3
const shown = 5
const nothingSaid = { hsCode: '', originCountry: '', quantity: null, netWeightGrams: null }
const parts = [
  'ivory|i v o r y |1vory |1l1l1l1l|iv0ry|rn|m|vv|cl|rnrnrnrnrn |mmmmmm |象牙|象|é|ß|ﬃ|x|a |1|0',
  'Panthera |Panthera tigrs |pantera tigris |cf. |Dalbergia sp. |P. |P. leo |ursus |lynx ',
  'elefanten|elfenbein|schildkroten|krokodilleder|wolfszahn|ivoryivory|tortoiseshellcomb',
  'tiger |tiger skull, |not plastic |genuine |crocodile leather bag |bone |skin |fur |with cage ',
  '&amp;|&#105;|&|\ud800|\u200b|; |. |, ',
].flatMap((line) => line.split('|'))

const { reader } = await shippedEngine()
const texts = [...madeTexts()]
for (const text of texts.slice(0, 400)) reader.read(text, nothingSaid)
const slowest = texts
  .map((text) => ({ text, ms: Math.min(...Array.from({ length: repeats }, () => timeOf(text))) }))
  .sort((left, right) => right.ms - left.ms)
  .slice(0, shown)
process.stdout.write(
  `${texts.length} texts of ${textLength} characters, best of ${repeats}; the slowest in ms:\n`,
)
for (const { text, ms } of slowest)
  process.stdout.write(`${ms.toFixed(3)} ${JSON.stringify(text.slice(0, 48))}\n`)

function timeOf(text: string): number {
  const start = performance.now()
  reader.read(text, nothingSaid)
  return performance.now() - start
}

function* madeTexts(): Generator<string> {
  const filled = (unit: string): string =>
    unit.repeat(Math.ceil(textLength / unit.length)).slice(0, textLength)
  for (const left of parts) for (const right of parts) yield filled(left + right)
  const random = seeded(7)
  for (let mix = 0; mix < mixes; mix++) {
    const own = Array.from(
      { length: 1 + Math.floor(random() * 6) },
      () => parts[Math.floor(random() * parts.length)],
    )
    let text = ''
    while (text.length < textLength) text += own[Math.floor(random() * own.length)]
    yield text.slice(0, textLength)
  }
}

function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state / 2 ** 32
  }
}
