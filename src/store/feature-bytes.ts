// Feature vectors as few bytes as they need, without loss. Most values are 0, missing or a small whole number; two bits each say which.

const zero = 0
const byteValue = 1
const missing = 2
const raw = 3

/** The bit pattern of the usual NaN: a missing value of a training row. Decisions keep the scorer's own number for it, as it is. */
const missingBits = 0x7fc00000

const kindOf = (bits: number, value: number): number => {
  if (bits === 0) return zero
  if (bits === missingBits) return missing
  return value > 0 && value <= 255 && Number.isInteger(value) ? byteValue : raw
}

/** Little-endian Float32 bytes -> two bits a value, then the values that need any. */
export const packFeatures = (features: Uint8Array): Uint8Array => {
  const count = features.byteLength >> 2
  if (count << 2 !== features.byteLength) throw new RangeError('a feature vector is made of 4-byte floats')
  const view = new DataView(features.buffer, features.byteOffset, features.byteLength)
  const head = (count + 3) >> 2
  const out = new Uint8Array(2 + head + features.byteLength)
  out[0] = count & 255
  out[1] = count >> 8
  let at = 2 + head
  for (let i = 0; i < count; i += 1) {
    const bits = view.getUint32(i * 4, true)
    const value = view.getFloat32(i * 4, true)
    const kind = kindOf(bits, value)
    out[2 + (i >> 2)]! |= kind << ((i & 3) * 2)
    if (kind === byteValue) {
      out[at] = value
      at += 1
    } else if (kind === raw) {
      out.set(features.subarray(i * 4, i * 4 + 4), at)
      at += 4
    }
  }
  return out.subarray(0, at)
}

export const unpackFeatures = (packed: Uint8Array): Uint8Array => {
  const count = packed[0]! | (packed[1]! << 8)
  const out = new Uint8Array(count * 4)
  const view = new DataView(out.buffer)
  let at = 2 + ((count + 3) >> 2)
  for (let i = 0; i < count; i += 1) {
    const kind = (packed[2 + (i >> 2)]! >> ((i & 3) * 2)) & 3
    if (kind === missing) view.setUint32(i * 4, missingBits, true)
    else if (kind === byteValue) {
      view.setFloat32(i * 4, packed[at]!, true)
      at += 1
    } else if (kind === raw) {
      out.set(packed.subarray(at, at + 4), i * 4)
      at += 4
    }
  }
  return out
}
