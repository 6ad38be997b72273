// Bounded counters over the earlier lines of one manifest: what structuring rules see. Only hashes are held, and only while the manifest runs.

import type { Parcel, Party } from '../parcel/parcel.ts'
import type { ManifestCounts } from './context.ts'

/** Distinct values counted per kind; a manifest with more of them keeps counting the known ones. */
const keysMax = 50_000

export type ManifestCounter = {
  /** Counts of the lines before this one; then adds it. */
  readonly next: (parcel: Parcel) => ManifestCounts
}

export function createManifestCounter(): ManifestCounter {
  const senders = new Map<number, number>()
  const addressees = new Map<number, number>()
  const texts = new Map<number, number>()
  const textAddressee = new Map<number, number>()
  const textSender = new Map<number, number>()
  let lines = 0
  return {
    next: (parcel) => {
      const sender = partyKey(parcel.sender)
      const addressee = partyKey(parcel.addressee)
      const counts = {
        lines,
        sameSender: sender === nobody ? 0 : countAndAdd(senders, sender),
        sameAddressee: addressee === nobody ? 0 : countAndAdd(addressees, addressee),
        sameText: 0,
        sameTextAndAddressee: 0,
        sameTextAndSender: 0,
      }
      // By piece, and the largest counts: an innocent piece put beside the others hides no repetition.
      const seen: number[] = []
      for (const { description } of parcel.contents) {
        const folded = foldSpaces(description)
        const text = hash53(folded)
        if (folded === '' || seen.includes(text)) continue
        seen.push(text)
        counts.sameText = Math.max(counts.sameText, countAndAdd(texts, text))
        if (addressee !== nobody) {
          const same = countAndAdd(textAddressee, joined(text, addressee))
          counts.sameTextAndAddressee = Math.max(counts.sameTextAndAddressee, same)
        }
        if (sender !== nobody) {
          const same = countAndAdd(textSender, joined(text, sender))
          counts.sameTextAndSender = Math.max(counts.sameTextAndSender, same)
        }
      }
      lines++
      return counts
    },
  }
}

function countAndAdd(counter: Map<number, number>, key: number): number {
  const count = counter.get(key) ?? 0
  if (count > 0 || counter.size < keysMax) counter.set(key, count + 1)
  return count
}

/** The key of a party of whom nothing is said. */
const nobody = -1

function partyKey(party: Party | null): number {
  if (party === null) return nobody
  const { name, company, street, postcode, country } = party
  let text = name ?? ''
  if (company !== null) text += ` ${company}`
  if (street !== null) text += ` ${street}`
  if (postcode !== null) text += ` ${postcode}`
  if (country !== null) text += ` ${country}`
  const folded = foldSpaces(text)
  return folded === '' ? nobody : hash53(folded)
}

function foldSpaces(text: string): string {
  const lower = text.toLowerCase()
  return isFolded(lower) ? lower : lower.replace(/\s+/g, ' ').trim()
}

/** Nearly all texts: ASCII whose only blanks are single spaces between words. A look at each letter costs a fifth of the replacement. */
function isFolded(text: string): boolean {
  let afterBlank = true
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 126 || unit < 32 || (unit === 32 && afterBlank)) return false
    afterBlank = unit === 32
  }
  return !afterBlank
}

const lowStart = 0x811c9dc5
const highStart = 0x9747b28c
const lowPrime = 0x01000193
const highPrime = 0x85ebca6b

/** Two runs in the manner of FNV-1a, with different starts and multipliers, joined to 53 bits: no secret, just few collisions among 50,000 keys. */
function hash53(text: string): number {
  let low = lowStart
  let high = highStart
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    low = Math.imul(low ^ unit, lowPrime)
    high = Math.imul(high ^ unit, highPrime)
  }
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0)
}

/** The key of two keys together; their order counts. A product says little of the high bits that went in, so they are mixed down between. */
function joined(first: number, second: number): number {
  const low = Math.imul(folded32(first, lowPrime) ^ lowStart, lowPrime) ^ folded32(second, lowPrime)
  const high = Math.imul(folded32(first, highPrime) ^ highStart, highPrime) ^ folded32(second, highPrime)
  return (Math.imul(high, highPrime) >>> 11) * 0x1_0000_0000 + (Math.imul(low, lowPrime) >>> 0)
}

/** 53 bits to 32. */
function folded32(key: number, prime: number): number {
  const mixed = Math.imul((key >>> 0) ^ Math.imul(Math.floor(key / 0x1_0000_0000), prime), prime)
  return mixed ^ (mixed >>> 15)
}
