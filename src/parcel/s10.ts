// UPU S10-12 item identifiers: two letters, eight digits, a check digit, the issuing post's ISO country.

import { isCountry } from './country.ts'
import type { ItemIdentifier } from './parcel.ts'

const weights = [8, 6, 4, 2, 3, 5, 9, 7] as const

/** Check digit of an eight-digit serial: 11 - (weighted sum mod 11), with 10 -> 0 and 11 -> 5 (UPU S10). */
export function s10CheckDigit(serial: string): number {
  let sum = 0
  for (let index = 0; index < 8; index++) sum += (serial.charCodeAt(index) - 48) * weights[index]!
  const digit = 11 - (sum % 11)
  return digit === 10 ? 0 : digit === 11 ? 5 : digit
}

const s10Pattern = /^[A-Z]{2}\d{9}[A-Z]{2}$/

/** Any text is an item id; one of S10 shape is taken apart. Spaces and lower case are forgiven. */
export function readItemIdentifier(text: string): ItemIdentifier {
  const compact = text.replace(/\s+/g, '').toUpperCase()
  if (!s10Pattern.test(compact))
    return { raw: text, isS10: false, checkDigitValid: false, issuingCountry: null }
  const country = compact.slice(11)
  return {
    raw: compact,
    isS10: true,
    checkDigitValid: s10CheckDigit(compact.slice(2, 10)) === compact.charCodeAt(10) - 48,
    issuingCountry: isCountry(country) ? country : null,
  }
}
