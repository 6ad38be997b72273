// What each UTF-16 unit becomes when text is folded: lower case, no diacritics, look-alike letters made Latin.
// Pure tables, built once; they know characters, not words.

/** Unit is dropped: zero-width characters, combining marks, soft hyphens. */
export const foldDrop = 0
/** Unit becomes more than one letter; see `foldExpansions`. */
export const foldExpand = 1
/** First half of a surrogate pair: the pair is looked at as a whole. */
export const foldSurrogate = 2
/** Anything that parts words. */
export const foldBreak = 32

export const classBreak = 0
const classLetter = 1
export const classDigit = 2
/** Scripts written without spaces: every character is looked up by itself. */
export const classIdeograph = 3

export const foldExpansions = new Map<number, string>([
  [0xdf, 'ss'],
  [0x1e9e, 'ss'],
  [0xe6, 'ae'],
  [0xc6, 'ae'],
  [0x153, 'oe'],
  [0x152, 'oe'],
  [0xfe, 'th'],
  [0xde, 'th'],
  [0x132, 'ij'],
  [0x133, 'ij'],
  [0xfb00, 'ff'],
  [0xfb01, 'fi'],
  [0xfb02, 'fl'],
  [0xfb03, 'ffi'],
  [0xfb04, 'ffl'],
])

const lookAlikeLetters: Readonly<Record<string, string>> = {
  // Cyrillic and Greek letters that a reader takes for Latin ones.
  а: 'a',
  в: 'b',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  ғ: 'f',
  һ: 'h',
  н: 'h',
  і: 'i',
  ї: 'i',
  ј: 'j',
  к: 'k',
  ӏ: 'l',
  м: 'm',
  п: 'n',
  о: 'o',
  р: 'p',
  ԛ: 'q',
  г: 'r',
  ѕ: 's',
  т: 't',
  у: 'y',
  ѵ: 'v',
  ѡ: 'w',
  х: 'x',
  ё: 'e',
  й: 'n',
  и: 'n',
  α: 'a',
  β: 'b',
  ε: 'e',
  η: 'n',
  ι: 'i',
  κ: 'k',
  μ: 'm',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  σ: 'o',
  ς: 'c',
  τ: 't',
  υ: 'u',
  χ: 'x',
  γ: 'y',
  ω: 'w',
  ı: 'i',
  ɑ: 'a',
  ɡ: 'g',
  ɩ: 'i',
  ʋ: 'u',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ø: 'o',
  ħ: 'h',
  ŧ: 't',
  ɪ: 'i',
  ᴏ: 'o',
  ƅ: 'b',
}

/** By code unit: looking up 65,536 one-letter strings that had to be made first took 30 ms of every start. */
const lookAlikes: ReadonlyMap<number, number> = new Map(
  Object.entries(lookAlikeLetters).map(([letter, plain]) => [letter.charCodeAt(0), plain.charCodeAt(0)]),
)

export const foldUnits = buildFoldTable()
export const unitClasses = buildClasses()

function buildFoldTable(): Uint16Array {
  const table = new Uint16Array(0x10000).fill(foldBreak)
  markLetters(table)
  for (let unit = 0; unit < 0x10000; unit++) table[unit] = foldOne(unit, table[unit] === unit)
  return table
}

/** Writes every letter at its own place; one search over all units finds runs of letters where 65,536 tests took 15 ms. */
function markLetters(table: Uint16Array): void {
  const units = Uint16Array.from(table, (_, unit) => unit).fill(0, 0xd800, 0xe000)
  let all = ''
  for (let at = 0; at < units.length; at += 4096) all += String.fromCharCode(...units.subarray(at, at + 4096))
  for (const run of all.matchAll(/\p{L}+/gu)) {
    for (let unit = run.index; unit < run.index + run[0].length; unit++) table[unit] = unit
  }
}

function foldOne(unit: number, letter: boolean): number {
  if (unit < 0x80) return foldAscii(unit)
  if (foldExpansions.has(unit)) return foldExpand
  if (unit >= 0xd800 && unit < 0xdc00) return foldSurrogate
  if (unit >= 0xdc00 && unit < 0xe000) return foldBreak
  if (isDropped(unit)) return foldDrop
  if (isIdeograph(unit)) return unit
  const lower = hasCase(unit) ? String.fromCharCode(unit).toLowerCase() : ''
  // A letter that becomes two in lower case (the Turkish capital I) looks like no other.
  const known = lower.length > 1 ? undefined : lookAlikes.get(lower === '' ? unit : lower.charCodeAt(0))
  if (known !== undefined) return known
  if (
    unit < 0x250 ||
    (unit >= 0x1e00 && unit < 0x2150) ||
    (unit >= 0x2460 && unit < 0x2500) ||
    unit >= 0xff00
  ) {
    return foldDecomposed(unit)
  }
  if (!letter) return foldBreak
  return lower === '' ? unit : lower.charCodeAt(0)
}

/** Scripts with capital letters; asking for the lower case of each unit of the others took 10 ms. */
function hasCase(unit: number): boolean {
  return (
    unit < 0x590 ||
    (unit >= 0x10a0 && unit < 0x1100) ||
    (unit >= 0x13a0 && unit < 0x1400) ||
    (unit >= 0x1c80 && unit < 0x1cc0) ||
    (unit >= 0x1e00 && unit < 0x2e80) ||
    (unit >= 0xa640 && unit < 0xac00) ||
    unit >= 0xfb00
  )
}

function foldAscii(unit: number): number {
  if (unit >= 65 && unit <= 90) return unit + 32
  return (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57) ? unit : foldBreak
}

function foldDecomposed(unit: number): number {
  const plain = String.fromCharCode(unit).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  const first = plain.length === 1 ? plain.charCodeAt(0) : 0
  if (first >= 0x80) return lookAlikes.get(first) ?? foldBreak
  return first === 0 ? foldBreak : foldAscii(first)
}

function isDropped(unit: number): boolean {
  return (
    unit === 0xad ||
    unit === 0x34f ||
    unit === 0x61c ||
    unit === 0x115f ||
    unit === 0x1160 ||
    unit === 0x17b4 ||
    unit === 0x17b5 ||
    unit === 0xfeff ||
    (unit >= 0x300 && unit < 0x370) ||
    (unit >= 0x180b && unit <= 0x180e) ||
    (unit >= 0x200b && unit <= 0x200f) ||
    (unit >= 0x202a && unit <= 0x202e) ||
    (unit >= 0x2060 && unit <= 0x206f) ||
    (unit >= 0xfe00 && unit <= 0xfe0f) ||
    (unit >= 0x20d0 && unit <= 0x20ff)
  )
}

function isIdeograph(unit: number): boolean {
  return (
    (unit >= 0x2e80 && unit <= 0x2fdf) ||
    (unit >= 0x3040 && unit <= 0x30ff) ||
    (unit >= 0x3400 && unit <= 0x9fff) ||
    (unit >= 0xf900 && unit <= 0xfaff)
  )
}

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(0x10000)
  for (let unit = 0x21; unit < 0x10000; unit++) {
    if (unit >= 48 && unit <= 57) classes[unit] = classDigit
    else if (unit >= 97 && unit <= 122) classes[unit] = classLetter
    else if (unit >= 0x80 && !(unit >= 0xd800 && unit < 0xe000)) {
      classes[unit] = isIdeograph(unit) ? classIdeograph : foldUnits[unit] === unit ? classLetter : classBreak
    }
  }
  return classes
}
