// What words that are no known spelling were found to mean: descriptions repeat the same few thousand. Bounded, and makes no strings.

/** A power of two; each word has one place, and the last one that came keeps it. */
const placesMax = 4096
/** Longer words are not remembered. */
const lettersMax = 24

/** A word is 32 units: its hash and meaning (two int32), its length, its letters. */
const placeUnits = 32
const lengthUnit = 4
const firstLetter = 5

/**
 * Fixed arrays instead of a Map of strings: a look-up compares the hash and the letters where they stand, which took a third of the
 * time and none of the garbage. All of a word lies together, for each place in memory is waited for.
 */
export class WordMemory {
  readonly #units = new Uint16Array(placesMax * placeUnits)
  readonly #numbers = new Int32Array(this.#units.buffer)

  /** The meaning that was put, or `unknown` when the word is not remembered. */
  get(units: Uint16Array, start: number, end: number, hash: number, unknown: number): number {
    const at = placeOf(hash) * placeUnits
    const length = end - start
    if (this.#numbers[at >> 1] !== hash || this.#units[at + lengthUnit] !== length) return unknown
    const letters = this.#units
    for (let letter = 0; letter < length; letter++)
      if (letters[at + firstLetter + letter] !== units[start + letter]) return unknown
    return this.#numbers[(at >> 1) + 1]!
  }

  put(units: Uint16Array, start: number, end: number, hash: number, meaning: number): void {
    const length = end - start
    if (length > lettersMax) return
    const at = placeOf(hash) * placeUnits
    this.#numbers[at >> 1] = hash
    this.#numbers[(at >> 1) + 1] = meaning
    this.#units[at + lengthUnit] = length
    for (let letter = 0; letter < length; letter++)
      this.#units[at + firstLetter + letter] = units[start + letter]!
  }
}

function placeOf(hash: number): number {
  return (hash ^ (hash >>> 16)) & (placesMax - 1)
}
