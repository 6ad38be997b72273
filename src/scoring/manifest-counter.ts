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
        sameSender: sender === '' ? 0 : countAndAdd(senders, sender),
        sameAddressee: addressee === '' ? 0 : countAndAdd(addressees, addressee),
        sameText: 0,
        sameTextAndAddressee: 0,
        sameTextAndSender: 0,
      }
      // By piece, and the largest counts: an innocent piece put beside the others hides no repetition.
      const seen = new Set<string>()
      for (const { description } of parcel.contents) {
        const text = foldSpaces(description)
        if (text === '' || seen.has(text)) continue
        seen.add(text)
        counts.sameText = Math.max(counts.sameText, countAndAdd(texts, text))
        if (addressee !== '') {
          const same = countAndAdd(textAddressee, `${text}\u001f${addressee}`)
          counts.sameTextAndAddressee = Math.max(counts.sameTextAndAddressee, same)
        }
        if (sender !== '') {
          const same = countAndAdd(textSender, `${text}\u001f${sender}`)
          counts.sameTextAndSender = Math.max(counts.sameTextAndSender, same)
        }
      }
      lines++
      return counts
    },
  }
}

function countAndAdd(counter: Map<number, number>, text: string): number {
  const key = hash53(text)
  const count = counter.get(key) ?? 0
  if (count > 0 || counter.size < keysMax) counter.set(key, count + 1)
  return count
}

function partyKey(party: Party | null): string {
  if (party === null) return ''
  return foldSpaces([party.name, party.company, party.street, party.postcode, party.country].join(' '))
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

/** Two FNV-1a runs with different starts, joined to 53 bits: no secret, just few collisions among 50,000 keys. */
function hash53(text: string): number {
  let low = 0x811c9dc5
  let high = 0x9747b28c
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit, 0x85ebca6b)
  }
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0)
}
