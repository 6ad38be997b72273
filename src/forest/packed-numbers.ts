// Number arrays as base64 text in the narrowest little-endian type that holds every value exactly. Lossless
// both ways.

import { z } from 'zod'

const packedTypes = ['u8', 'u16', 'u32', 'i32', 'f32', 'f64'] as const
type PackedType = (typeof packedTypes)[number]

export const packedNumbersSchema = z.strictObject({
  type: z.enum(packedTypes),
  length: z
    .int()
    .min(0)
    .max(1 << 24),
  data: z.string().max(1 << 25),
})
export type PackedNumbers = z.infer<typeof packedNumbersSchema>

const bytesOf: Record<PackedType, number> = { u8: 1, u16: 2, u32: 4, i32: 4, f32: 4, f64: 8 }

export function packNumbers(values: ArrayLike<number>): PackedNumbers {
  const type = narrowestType(values)
  const width = bytesOf[type]
  const view = new DataView(new ArrayBuffer(values.length * width))
  for (let i = 0; i < values.length; i++) write(view, type, i * width, values[i]!)
  return { type, length: values.length, data: Buffer.from(view.buffer).toString('base64') }
}

/** Null when the text is not exactly `length` numbers. */
export function unpackNumbers(packed: PackedNumbers): Float64Array | null {
  const width = bytesOf[packed.type]
  const bytes = Buffer.from(packed.data, 'base64')
  if (bytes.length !== packed.length * width) return null
  // Buffer.from skips foreign characters, so only a round trip shows that the text was clean base64.
  if (bytes.toString('base64') !== packed.data) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const values = new Float64Array(packed.length)
  for (let i = 0; i < values.length; i++) values[i] = read(view, packed.type, i * width)
  return values
}

function narrowestType(values: ArrayLike<number>): PackedType {
  let integer = true
  let single = true
  let least = 0
  let most = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value < least) least = value
    if (value > most) most = value
    if (!Number.isInteger(value) || Object.is(value, -0)) integer = false
    if (!Object.is(Math.fround(value), value)) single = false
  }
  if (integer && least >= 0 && most <= 0xffffffff) return most <= 0xff ? 'u8' : most <= 0xffff ? 'u16' : 'u32'
  if (integer && least >= -0x80000000 && most <= 0x7fffffff) return 'i32'
  return single ? 'f32' : 'f64'
}

function write(view: DataView, type: PackedType, at: number, value: number): void {
  if (type === 'u8') view.setUint8(at, value)
  else if (type === 'u16') view.setUint16(at, value, true)
  else if (type === 'u32') view.setUint32(at, value, true)
  else if (type === 'i32') view.setInt32(at, value, true)
  else if (type === 'f32') view.setFloat32(at, value, true)
  else view.setFloat64(at, value, true)
}

function read(view: DataView, type: PackedType, at: number): number {
  if (type === 'u8') return view.getUint8(at)
  if (type === 'u16') return view.getUint16(at, true)
  if (type === 'u32') return view.getUint32(at, true)
  if (type === 'i32') return view.getInt32(at, true)
  if (type === 'f32') return view.getFloat32(at, true)
  return view.getFloat64(at, true)
}
