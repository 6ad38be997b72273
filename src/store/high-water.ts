// The high-water mark: a small file beside the database that says how far the chain had come. It is compared at start, so that damage to
// acknowledged commits is seen rather than silently rolled back.
//
// What is guaranteed: the mark is written after every commit and before its acknowledgement, without a sync; it reaches the disk
// at most `markSyncMs` later. So after a killed process it is exact, and after a power cut it may be that much older than the database, never newer.

import { createHash } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

export type HighWater = {
  /** Number of the last audit entry, last seq given, and hash of that entry. */
  readonly n: number
  readonly seq: number
  readonly head: Uint8Array
}

// Two slots in sectors of their own, written in turn: a torn write leaves the other one whole.
const slotBytes = 512
const markBytes = 64
const magic = 0x42474c31

const writeSlot = (out: Buffer, mark: HighWater): void => {
  out.writeUInt32LE(magic, 0)
  out.writeDoubleLE(mark.n, 4)
  out.writeDoubleLE(mark.seq, 12)
  out.set(mark.head, 20)
  createHash('sha256').update(out.subarray(0, 52)).digest().copy(out, 52, 0, 12)
}

const readSlot = (bytes: Buffer): HighWater | null => {
  if (bytes.length < markBytes || bytes.readUInt32LE(0) !== magic) return null
  const check = createHash('sha256').update(bytes.subarray(0, 52)).digest().subarray(0, 12)
  if (!check.equals(bytes.subarray(52, 64))) return null
  return { n: bytes.readDoubleLE(4), seq: bytes.readDoubleLE(12), head: Buffer.from(bytes.subarray(20, 52)) }
}

/** The newer of the two valid slots; null where there is no mark. */
export const readHighWater = (file: string): HighWater | null => {
  if (!existsSync(file)) return null
  const bytes = readFileSync(file)
  const slots = [
    readSlot(bytes.subarray(0, markBytes)),
    readSlot(bytes.subarray(slotBytes, slotBytes + markBytes)),
  ]
  return slots.reduce<HighWater | null>(
    (best, slot) => (slot && (!best || slot.n > best.n) ? slot : best),
    null,
  )
}

export type HighWaterFile = {
  /** Called after each commit, before its acknowledgement. */
  readonly write: (mark: HighWater) => void
  readonly close: () => void
}

/** Makes a name in a folder durable; folders cannot be synced everywhere, which is no fault. */
export const syncFolder = (folder: string): void => {
  try {
    const fd = openSync(folder, 'r')
    fsyncSync(fd)
    closeSync(fd)
  } catch {
    // Windows opens no folders.
  }
}

export const openHighWater = (file: string, syncMs: number): HighWaterFile => {
  const isNew = !existsSync(file)
  const fd = openSync(file, isNew ? 'wx+' : 'r+', 0o600)
  if (isNew) {
    writeSync(fd, Buffer.alloc(2 * slotBytes))
    fsyncSync(fd)
    syncFolder(dirname(file))
  }
  const slot = Buffer.alloc(markBytes)
  let turn = 0
  let timer: NodeJS.Timeout | null = null
  const sync = (): void => {
    timer = null
    // In libuv's pool, not on the writer: the next commit does not wait for it.
    fdatasync(fd, () => {})
  }
  return {
    write: (mark) => {
      writeSlot(slot, mark)
      writeSync(fd, slot, 0, markBytes, turn * slotBytes)
      turn = 1 - turn
      timer ??= setTimeout(sync, syncMs)
    },
    close: () => {
      if (timer !== null) clearTimeout(timer)
      fdatasyncSync(fd)
      closeSync(fd)
    },
  }
}
