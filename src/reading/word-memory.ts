// What words that are no known spelling were found to mean: descriptions repeat the same few thousand. Bounded, and makes no strings.

/** A power of two; each word has one place, and the last one that came keeps it. */
const placesMax = 4096
/** Longer words are not remembered. */
const lettersMax = 24

/**
 * Fixed arrays instead of a Map of strings: a look-up compares the hash and the letters where they stand, which took a third of the
 * time and none of the garbage.
 */
export class WordMemory {
  readonly #hashes = new Int32Array(placesMax)
  readonly #lengths = new Uint8Array(placesMax)
  readonly #meanings = new Int32Array(placesMax)
  readonly #letters = new Uint16Array(placesMax * lettersMax)

  /** The meaning that was put, or `unknown` when the word is not remembered. */
  get(units: Uint16Array, start: number, end: number, hash: number, unknown: number): number {
    const place = placeOf(hash)
    const length = end - start
    if (this.#hashes[place] !== hash || this.#lengths[place] !== length) return unknown
    const letters = this.#letters
    const offset = place * lettersMax
    for (let at = 0; at < length; at++) if (letters[offset + at] !== units[start + at]) return unknown
    return this.#meanings[place]!
  }

  put(units: Uint16Array, start: number, end: number, hash: number, meaning: number): void {
    const length = end - start
    if (length > lettersMax) return
    const place = placeOf(hash)
    this.#hashes[place] = hash
    this.#lengths[place] = length
    this.#meanings[place] = meaning
    for (let at = 0; at < length; at++) this.#letters[place * lettersMax + at] = units[start + at]!
  }
}

function placeOf(hash: number): number {
  return (hash ^ (hash >>> 16)) & (placesMax - 1)
}
