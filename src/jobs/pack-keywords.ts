// Picks exact words for a filter that cannot call us: the most wildlife lines for the fewest false alarms. Pure.

export type LabelledText = {
  readonly text: string
  /** `lookalike` sounds like wildlife and is not, or is legal; the post holds far fewer of these than a catalogue. */
  readonly is: 'wildlife' | 'lookalike' | 'ordinary'
}

export type Keyword = {
  readonly word: string
  /** Lines it adds to those of the words before it. */
  readonly found: number
  readonly alarms: number
}

type Counts = Readonly<Record<LabelledText['is'], number>>

export type KeywordReport = {
  readonly words: readonly Keyword[]
  readonly lines: Counts
  /** Of words chosen on one half of the lines and measured on the other, both ways. */
  readonly expected: {
    readonly recall: number
    /** On ordinary goods. */
    readonly alarmsPer10k: number
    readonly lookalikeShare: number
  }
}

export type KeywordOptions = {
  /** Lexicon terms of the pack; only whole words of one to three parts are taken. */
  readonly terms: readonly string[]
  /** Those of them that name wildlife by themselves: taken without a find too, where they raise no alarm. */
  readonly plainTerms: readonly string[]
  readonly alarmsPer10kMax: number
  readonly wordsMax: number
}

const wordPartsMax = 3
const wordUnitsMin = 3
/** A word seen in one line alone is a chance find. */
const foundMin = 2

export function chooseKeywords(lines: readonly LabelledText[], options: KeywordOptions): KeywordReport {
  const terms = new Set(options.terms.map(normalise).filter(isWord))
  const indexed = lines.map(({ text, is }) => ({
    is,
    half: halfOf(text),
    terms: termsIn(normalise(text), terms),
  }))
  const first = indexed.filter(({ half }) => half === 0)
  const second = indexed.filter(({ half }) => half === 1)
  const crossed = [...hits(choose(first, options), second), ...hits(choose(second, options), first)]
  const [all, hit] = [countsOf(indexed), countsOf(crossed)]
  return {
    words: choose(indexed, options),
    lines: all,
    expected: {
      recall: round(share(hit.wildlife, all.wildlife), 1000),
      alarmsPer10k: round(share(hit.ordinary, all.ordinary) * 10_000, 10),
      lookalikeShare: round(share(hit.lookalike, all.lookalike), 1000),
    },
  }
}

/** By the text itself: lines that say the same never stand on both sides. */
function halfOf(text: string): 0 | 1 {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) & 1) as 0 | 1
}

type Line = Pick<LabelledText, 'is'> & { readonly terms: readonly string[] }

/** Greedy: the next word is the one with most new finds for its new alarms, as long as the alarms fit. */
function choose(lines: readonly Line[], options: KeywordOptions): Keyword[] {
  const { alarmsPer10kMax, wordsMax, plainTerms } = options
  const other = lines.filter(({ is }) => is !== 'wildlife').length
  let alarmsLeft = Math.floor((other * alarmsPer10kMax) / 10_000)
  const left = new Set(lines)
  const chosen: Keyword[] = []
  while (chosen.length < wordsMax) {
    const best = bestOf(countByTerm(left), alarmsLeft)
    if (best === null) break
    chosen.push(best)
    alarmsLeft -= best.alarms
    for (const line of left) if (line.terms.includes(best.word)) left.delete(line)
  }
  const seen = new Set(chosen.map(({ word }) => word))
  const raises = new Set(lines.flatMap(({ is, terms }) => (is === 'wildlife' ? [] : terms)))
  const quiet = new Set(plainTerms.map(normalise).filter((term) => isWord(term) && !raises.has(term)))
  for (const word of [...quiet].sort()) {
    if (chosen.length >= wordsMax) break
    if (!seen.has(word)) chosen.push({ word, found: 0, alarms: 0 })
  }
  return chosen
}

function countByTerm(lines: ReadonlySet<Line>): Map<string, { found: number; alarms: number }> {
  const counts = new Map<string, { found: number; alarms: number }>()
  for (const { is, terms } of lines) {
    for (const term of terms) {
      const count = counts.get(term) ?? { found: 0, alarms: 0 }
      if (is === 'wildlife') count.found++
      else count.alarms++
      counts.set(term, count)
    }
  }
  return counts
}

function bestOf(
  counts: ReadonlyMap<string, { found: number; alarms: number }>,
  alarmsLeft: number,
): Keyword | null {
  let best: Keyword | null = null
  for (const [word, { found, alarms }] of counts) {
    if (found < foundMin || alarms > alarmsLeft) continue
    const worth = found / (alarms + 1)
    const bestWorth = best === null ? 0 : best.found / (best.alarms + 1)
    if (best === null || worth > bestWorth || (worth === bestWorth && word < best.word))
      best = { word, found, alarms }
  }
  return best
}

function hits(words: readonly Keyword[], lines: readonly Line[]): Line[] {
  const chosen = new Set(words.map(({ word }) => word))
  return lines.filter(({ terms }) => terms.some((term) => chosen.has(term)))
}

function countsOf(lines: readonly Line[]): Counts {
  const counts = { wildlife: 0, lookalike: 0, ordinary: 0 }
  for (const { is } of lines) counts[is]++
  return counts
}

/** As a simple filter would compare: small letters, one space between words, no punctuation. */
function normalise(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

function isWord(term: string): boolean {
  return term.length >= wordUnitsMin && term.split(' ').length <= wordPartsMax && !/^[\d ]+$/.test(term)
}

/** The known terms that stand in a text as whole words. */
function termsIn(text: string, terms: ReadonlySet<string>): string[] {
  const parts = text.split(' ')
  const found = new Set<string>()
  for (let from = 0; from < parts.length; from++) {
    for (let to = from + 1; to <= Math.min(parts.length, from + wordPartsMax); to++) {
      const term = parts.slice(from, to).join(' ')
      if (terms.has(term)) found.add(term)
    }
  }
  return [...found]
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
const round = (value: number, steps: number): number => Math.round(value * steps) / steps
