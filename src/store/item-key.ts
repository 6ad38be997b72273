// The number under which an item id is indexed. Index pages keep copies of moved entries in their slack, which no erasing reaches;
// so they hold a keyed hash and never the id itself.

import { hash } from 'node:crypto'

/** Every key lies in [2^46, 2^47): always six bytes in a row, so that an erased one can be overwritten in place. */
export const itemKeyBase = 2 ** 46
const keyBytes = 32

export const createItemKeys = (secret: Uint8Array): ((item: Uint8Array) => number) => {
  if (secret.byteLength !== keyBytes) throw new RangeError(`an item key secret has ${keyBytes} bytes`)
  let scratch = Buffer.alloc(1024)
  scratch.set(secret)
  return (item) => {
    if (keyBytes + item.byteLength > scratch.length) {
      scratch = Buffer.alloc(keyBytes + item.byteLength * 2)
      scratch.set(secret)
    }
    scratch.set(item, keyBytes)
    const digest = hash('sha256', scratch.subarray(0, keyBytes + item.byteLength), 'binary')
    let key = digest.charCodeAt(0) & 0x3f
    for (let i = 1; i < 6; i += 1) key = key * 256 + digest.charCodeAt(i)
    return itemKeyBase + key
  }
}
