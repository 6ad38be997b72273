// The part of a declaration that is scored and kept: goods, route and documents, with the parties reduced to facts about their structure.
// Names, addresses, phones and e-mails stop here, so no rule or learned weight can hang on a person.

import type { Parcel } from './parcel.ts'
import { type PartyFacts, partyFacts } from './party-facts.ts'

export type GoodsPart = Omit<Parcel, 'sender' | 'addressee' | 'clientRef' | 'supersedes'> & {
  readonly parties: PartyFacts
}

/** Drops the parties and masks personal data in the declared words; masking keeps every offset. */
export function goodsPart(
  parcel: Parcel,
  maskName: (text: string, names: readonly string[]) => string,
): GoodsPart {
  const names = partyNames(parcel)
  const mask = (text: string) => maskName(maskContacts(text), names)
  return {
    itemId: parcel.itemId,
    service: parcel.service,
    category: parcel.category,
    regime: parcel.regime,
    declarationType: parcel.declarationType,
    contents: parcel.contents.map((piece) => {
      const description = mask(piece.description)
      return description === piece.description ? piece : { ...piece, description }
    }),
    grossWeightGrams: parcel.grossWeightGrams,
    postage: parcel.postage,
    sale: parcel.sale && {
      platform: parcel.sale.platform,
      listingId: parcel.sale.listingId,
      sellerId: null,
      title: parcel.sale.title && mask(parcel.sale.title),
    },
    documents: parcel.documents,
    handlingCodes: parcel.handlingCodes,
    route: parcel.route,
    postingOffice: parcel.postingOffice,
    postedAt: parcel.postedAt,
    parties: partyFacts(parcel),
  }
}

/** Full names of the parties that are long enough to be looked for in the declared words. */
function partyNames(parcel: Parcel): string[] {
  const names: string[] = []
  for (const party of [parcel.sender, parcel.addressee]) {
    for (const name of [party?.name, party?.company]) if (name && name.length >= 4) names.push(name)
  }
  return names
}

const emailPattern = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g
const phonePattern = /(?<![\w.])\+?\d(?:[\d\s().-]{6,18})\d(?![\w.])/g

/** Replaces e-mail addresses and phone numbers (nine digits and more) by `#` of the same length. */
export function maskContacts(text: string): string {
  let masked = text
  if (masked.includes('@')) masked = masked.replace(emailPattern, fill)
  if (hasLongDigitRun(masked)) {
    masked = masked.replace(phonePattern, (found) => (countDigits(found) >= 9 ? fill(found) : found))
  }
  return masked
}

const fill = (found: string) => '#'.repeat(found.length)

/** Cheap test before the pattern: most descriptions hold no nine digits at all. */
function hasLongDigitRun(text: string): boolean {
  return countDigits(text) >= 9
}

function countDigits(text: string): number {
  let digits = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 48 && unit <= 57) digits++
  }
  return digits
}

/** Replaces each name, where it stands as whole words, by `#` of the same length. */
export function maskNames(
  text: string,
  names: readonly string[],
  keep: (start: number, end: number) => boolean,
): string {
  let masked = text
  const lower = text.toLowerCase()
  if (lower.length !== text.length) return masked
  for (const name of names) {
    const wanted = name.toLowerCase()
    if (wanted === '') continue
    for (
      let start = lower.indexOf(wanted);
      start !== -1;
      start = lower.indexOf(wanted, start + wanted.length)
    ) {
      const end = start + wanted.length
      if (isLetterAt(lower, start - 1) || isLetterAt(lower, end) || keep(start, end)) continue
      masked = masked.slice(0, start) + '#'.repeat(wanted.length) + masked.slice(end)
    }
  }
  return masked
}

const letterPattern = /\p{L}/u

function isLetterAt(text: string, index: number): boolean {
  return index >= 0 && index < text.length && letterPattern.test(text[index]!)
}
