// A scanner types wherever the cursor stands, and its Enter sends the form: an item id in place of goods or names is the next parcel.

import { readItemIdentifier } from '../../parcel/s10.ts'
import type { ParcelFields } from './parcel-form.ts'

export type StrayScan = {
  readonly field: string
  readonly itemId: string
  /** Nothing was typed beside it, so that nothing is lost by going on. */
  readonly isAlone: boolean
}

/** Numbers of papers may look like one. */
const elsewhere = /^(?:itemId|supersedes|d\d+\..+)$/
const scannedPattern = /^(.*?)([A-Z]{2}\d{9}[A-Z]{2})$/is

/** Only with its right check digit, and alone in its field or run into a word: "return of RR473124829TH" is a description. */
export function strayScan(fields: ParcelFields): StrayScan | null {
  for (const [field, text] of fields) {
    if (elsewhere.test(field)) continue
    const [, before = '', typed] = scannedPattern.exec(text) ?? []
    if (typed === undefined || /[\s\d:#.,;()/-]$/.test(before)) continue
    const { raw, checkDigitValid, issuingCountry } = readItemIdentifier(typed)
    if (!checkDigitValid || issuingCountry === null) continue
    const isAlone =
      before === '' && [...fields.keys()].every((name) => [field, 'itemId', 'regime'].includes(name))
    return { field, itemId: raw, isAlone }
  }
  return null
}
