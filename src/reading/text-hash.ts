// Rolling hash over folded units: with one pass of prefix sums, the hash of any stretch (a word, half a compound, a word less one
// letter) costs two multiplications. Equal strings hash alike; whoever looks one up must still compare the letters.

const base = 0x2c1b3c6d | 1
const powersMax = 256

const powers = buildPowers()

function buildPowers(): Int32Array {
  const table = new Int32Array(powersMax)
  table[0] = 1
  for (let index = 1; index < powersMax; index++) table[index] = Math.imul(table[index - 1]!, base)
  return table
}

/** Longest stretch that can be hashed out of prefix sums; longer words are no words. */
export const hashedLengthMax = powersMax - 1

/** Writes prefix[i] = hash of the first i units. */
export function hashPrefixes(units: Uint16Array, length: number, prefixes: Int32Array): void {
  let hash = 0
  prefixes[0] = 0
  for (let index = 0; index < length; index++) {
    hash = (Math.imul(hash, base) + units[index]!) | 0
    prefixes[index + 1] = hash
  }
}

export function stretchHash(prefixes: Int32Array, start: number, end: number): number {
  return (prefixes[end]! - Math.imul(prefixes[start]!, powers[end - start]!)) | 0
}

export function joinHashes(left: number, right: number, rightLength: number): number {
  return (Math.imul(left, powers[rightLength]!) + right) | 0
}

export function appendHash(hash: number, unit: number): number {
  return (Math.imul(hash, base) + unit) | 0
}

export function textHash(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index++)
    hash = (Math.imul(hash, base) + text.charCodeAt(index)) | 0
  return hash
}

/** Spreads a hash over a power-of-two table. */
export function spread(hash: number): number {
  return (Math.imul(hash ^ (hash >>> 15), 0x9e3779b1) >>> 7) ^ hash
}
