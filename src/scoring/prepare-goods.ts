// From a parcel to the goods part that is scored and kept: parties drop out, personal data in the words is masked.

import { type GoodsPart, goodsPart, maskNames } from '../parcel/goods-part.ts'
import type { Parcel } from '../parcel/parcel.ts'
import type { Reader } from '../reading/mention.ts'

const emptyContext = { hsCode: '', originCountry: '', quantity: null, netWeightGrams: null }

/**
 * A party's own name in the description is masked, unless it stands where the words name wildlife: otherwise a
 * sender called "Tiger Bone" could hide a tiger bone.
 */
export function prepareGoods(parcel: Parcel, reader: Reader): GoodsPart {
  return goodsPart(parcel, (text, names) => {
    const lower = text.toLowerCase()
    if (!names.some((name) => lower.includes(name.toLowerCase()))) return text
    const { mentions, cues } = reader.read(text, emptyContext)
    const spans = [...mentions, ...cues]
    return maskNames(text, names, (start, end) => spans.some((span) => span.start < end && start < span.end))
  })
}
