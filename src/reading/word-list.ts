// The words of one text as parallel arrays, reused from text to text. A written word may yield several (a compound taken apart).

export const matchKinds = ['exact', 'inflected', 'compound', 'disguised', 'misspelt'] as const
export const asWritten = 0
export const asInflected = 1
export const asCompound = 2
export const asDisguised = 3
export const asMisspelt = 4
const asRemoved = 9

export type WordList = {
  count: number
  /** Letters joined into words and not yet closed up. */
  joined: number
  /** Some word was written so that a word list would miss it. */
  disguised: boolean
  /** Folded offsets. */
  starts: Int32Array
  ends: Int32Array
  /** Spelling in the index, or -1 when the word is unknown. */
  spellings: Int32Array
  /** Index into `matchKinds`. */
  matches: Uint8Array
  /** Kind of the gap before the word. */
  breaks: Uint8Array
  /** Which article of a list the word belongs to, from 0. */
  articles: Uint16Array
  /** Which stretch between two strong gaps the word belongs to, from 0. */
  clauses: Uint16Array
}

export function createWordList(): WordList {
  return sized(1024)
}

function sized(capacity: number): WordList {
  return {
    count: 0,
    joined: 0,
    disguised: false,
    starts: new Int32Array(capacity),
    ends: new Int32Array(capacity),
    spellings: new Int32Array(capacity),
    matches: new Uint8Array(capacity),
    breaks: new Uint8Array(capacity),
    articles: new Uint16Array(capacity),
    clauses: new Uint16Array(capacity),
  }
}

/** Room for every unit a word, and every word taken apart in three. */
export function reserveWords(list: WordList, units: number): void {
  if (list.starts.length < units * 2 + 8) Object.assign(list, sized(units * 2 + 8))
  list.count = 0
  list.joined = 0
  list.disguised = false
}

export function pushWord(
  list: WordList,
  start: number,
  end: number,
  spelling: number,
  match: number,
  gap: number,
): void {
  const at = list.count++
  list.starts[at] = start
  list.ends[at] = end
  list.spellings[at] = spelling
  list.matches[at] = match
  list.breaks[at] = gap
  const before = at === 0 ? 0 : list.articles[at - 1]!
  list.articles[at] = gap === articleGap ? before + 1 : before
  const clause = at === 0 ? 0 : list.clauses[at - 1]!
  list.clauses[at] = gap === spaceGap ? clause : clause + 1
  if (match === asDisguised) list.disguised = true
}

const spaceGap = 0
/** A comma, slash, bracket, colon or the like: no term reaches across. */
const strongGap = 1
/** A semicolon, bar, bullet or new line: another article begins; what is said there excuses nothing here. */
const articleGap = 2

/** What stood in original[from, to), between two words. */
export function gapKind(text: string, from: number, to: number): number {
  let kind = spaceGap
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at)
    const said = gapKinds[unit]!
    if (said === articleGap) return articleGap
    if (said === strongGap || (unit === fullStop && at > from)) kind = strongGap
  }
  return kind
}

const fullStop = 0x2e
// ; | new line, bullet, full-width semicolon
const articleMarks = [0x3b, 0x7c, 0x0a, 0x2022, 0xff1b]
// & ( ) + , / : [ ] and the ideographic commas
const strongMarks = [0x26, 0x28, 0x29, 0x2b, 0x2c, 0x2f, 0x3a, 0x5b, 0x5d, 0x3001, 0xff0c]
const gapKinds = new Uint8Array(0x10000)
for (const unit of strongMarks) gapKinds[unit] = strongGap
for (const unit of articleMarks) gapKinds[unit] = articleGap

/** Makes one word of the single letters [first, last); the others stay in the list as empty words that nothing matches. */
export function joinWords(list: WordList, first: number, last: number, spelling: number): void {
  list.spellings[first] = spelling
  list.ends[first] = list.ends[last - 1]!
  list.matches[first] = asDisguised
  list.disguised = true
  // The letters after the first are closed up: terms of several words must find their next word beside them.
  const removed = last - first - 1
  list.joined += removed
  for (let at = first + 1; at < last; at++) list.matches[at] = asRemoved
}

/** Takes the letters out that `joinWords` used up. */
export function closeUp(list: WordList): void {
  if (list.joined === 0) return
  let kept = 0
  for (let at = 0; at < list.count; at++) {
    if (list.matches[at] === asRemoved) continue
    list.starts[kept] = list.starts[at]!
    list.ends[kept] = list.ends[at]!
    list.spellings[kept] = list.spellings[at]!
    list.matches[kept] = list.matches[at]!
    list.breaks[kept] = list.breaks[at]!
    list.articles[kept] = list.articles[at]!
    list.clauses[kept] = list.clauses[at]!
    kept++
  }
  list.count = kept
  list.joined = 0
}
