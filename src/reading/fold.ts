// Folds a text into plain lower-case units and remembers where each came from, so that a span found in the folded text can be
// shown in the original. Knows characters and HTML entities, not words. The buffers are reused: one text at a time.

import { decodeHTML } from 'entities'
import { foldBreak, foldDrop, foldExpand, foldExpansions, foldSurrogate, foldUnits } from './fold-table.ts'

export type Folded = {
  /** Folded units; only the first `length` count. */
  units: Uint16Array
  /** Where folded unit i begins and ends in the original text (UTF-16). */
  starts: Int32Array
  ends: Int32Array
  length: number
  /** Something was undone that a plain writer would not type: zero-width, entity, look-alike alphabet. */
  disguised: boolean
  /** Nothing but ASCII, one unit for one. */
  plain: boolean
}

const entityLengthMax = 12
const entityPattern = /^&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,9});/

export function createFolded(): Folded {
  return {
    units: new Uint16Array(4096),
    starts: new Int32Array(4096),
    ends: new Int32Array(4096),
    length: 0,
    disguised: false,
    plain: true,
  }
}

export function foldInto(folded: Folded, text: string): void {
  // One unit becomes at most four (an entity of many units becomes fewer), so this always suffices.
  if (folded.units.length < text.length * 4 + 8) {
    folded.units = new Uint16Array(text.length * 4 + 8)
    folded.starts = new Int32Array(text.length * 4 + 8)
    folded.ends = new Int32Array(text.length * 4 + 8)
  }
  folded.length = 0
  folded.disguised = false
  folded.plain = true
  const { units, starts, ends } = folded
  let length = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    const plain = foldUnits[unit]!
    if (plain > foldSurrogate && unit !== 38) {
      units[length] = plain
      starts[length] = index
      ends[length] = index + 1
      length++
      if (unit > 127) folded.plain = false
    } else {
      folded.plain = false
      folded.length = length
      index = foldRare(folded, text, index, plain) - 1
      length = folded.length
    }
  }
  folded.length = length
}

/** The units that are dropped, expanded, or belong with their neighbours. Returns the index after what it used up. */
function foldRare(folded: Folded, text: string, index: number, plain: number): number {
  if (plain === foldDrop) {
    folded.disguised ||= text.charCodeAt(index) >= 0x2000
    return index + 1
  }
  if (plain === foldExpand) {
    push(folded, foldExpansions.get(text.charCodeAt(index)) ?? '', index, index + 1)
    return index + 1
  }
  if (plain === foldSurrogate) return foldPair(folded, text, index)
  const entity = entityPattern.exec(text.slice(index, index + entityLengthMax))?.[0]
  const decoded = entity === undefined ? '' : decodeHTML(entity)
  if (entity === undefined || decoded === entity) {
    push(folded, ' ', index, index + 1)
    return index + 1
  }
  folded.disguised ||= entity.startsWith('&#')
  for (let at = 0; at < decoded.length && at < 2; at++) {
    const code = foldUnits[decoded.charCodeAt(at)]!
    if (code === foldExpand)
      push(folded, foldExpansions.get(decoded.charCodeAt(at)) ?? '', index, index + entity.length)
    else if (code > foldSurrogate) push(folded, String.fromCharCode(code), index, index + entity.length)
  }
  return index + entity.length
}

/** Mathematical and enclosed letters outside the basic plane read as the letters they imitate; all else parts words. */
function foldPair(folded: Folded, text: string, index: number): number {
  const next = text.charCodeAt(index + 1)
  const paired = next >= 0xdc00 && next < 0xe000
  const end = paired ? index + 2 : index + 1
  const plain = paired ? text.slice(index, end).normalize('NFKD').toLowerCase() : ''
  if (/^[a-z0-9]$/.test(plain)) {
    push(folded, plain, index, end)
    folded.disguised = true
  } else {
    push(folded, ' ', index, end)
  }
  return end
}

function push(folded: Folded, plain: string, start: number, end: number): void {
  for (let at = 0; at < plain.length; at++) {
    folded.units[folded.length] = plain.charCodeAt(at) === 32 ? foldBreak : plain.charCodeAt(at)
    folded.starts[folded.length] = start
    folded.ends[folded.length] = end
    folded.length++
  }
}

/** The folded form of a short string, for terms at compile time. */
export function foldTerm(text: string): string {
  // Nearly all terms are ASCII, and those the engine folds fastest; an ampersand may begin an entity.
  if (asciiPattern.test(text)) return text.toLowerCase().replace(partingPattern, ' ')
  foldInto(termFolded, text)
  return String.fromCharCode(...termFolded.units.subarray(0, termFolded.length))
}

/** Reused, for fresh buffers for each of 30,000 terms were 1 GB of garbage. */
const termFolded = createFolded()
const asciiPattern = /^[\0-%'-\x7f]*$/
const partingPattern = /[^a-z0-9 ]/g
