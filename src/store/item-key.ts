// The number under which an item id is indexed. Index pages keep copies of moved entries in their slack, which no erasing reaches;
// so they hold a keyed hash and never the id itself.

import { hash } from 'node:crypto'

/** Every key lies in [2^46, 2^47): always six bytes in a row, so that an erased one can be overwritten in place. */
export const itemKeyBase = 2 ** 46
const secretBytes = 32

/** Ids that differ only here are indexed side by side: parcels posted together dirty one page instead of one each. */
const serialTailBytes = 7

/** 24 bits for what an id shares with its neighbours in a series, 22 for itself. Not unique: the id in the row decides. */
export const createItemKeys = (secret: Uint8Array): ((item: Uint8Array) => number) => {
  if (secret.byteLength !== secretBytes) throw new RangeError(`an item key secret has ${secretBytes} bytes`)
  let scratch = Buffer.alloc(1024)
  scratch.set(secret)
  let lastGroup = ''
  let lastGroupKey = 0

  const digest = (length: number): string =>
    hash('sha256', scratch.subarray(0, secretBytes + length), 'binary')

  const groupKey = (length: number): number => {
    const group = scratch.toString('latin1', secretBytes, secretBytes + length)
    if (group !== lastGroup) {
      const bytes = digest(length)
      lastGroup = group
      lastGroupKey = bytes.charCodeAt(0) * 65_536 + bytes.charCodeAt(1) * 256 + bytes.charCodeAt(2)
    }
    return lastGroupKey
  }

  return (item) => {
    if (secretBytes + item.byteLength > scratch.length) {
      scratch = Buffer.alloc(secretBytes + item.byteLength * 2)
      scratch.set(secret)
    }
    scratch.set(item, secretBytes)
    const group = groupKey(Math.max(0, item.byteLength - serialTailBytes))
    const own = digest(item.byteLength)
    const tail = ((own.charCodeAt(0) & 0x3f) << 16) | (own.charCodeAt(1) << 8) | own.charCodeAt(2)
    return itemKeyBase + group * 2 ** 22 + tail
  }
}
