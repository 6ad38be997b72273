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

// Two slots in sectors of their own, written in turn: a torn write leaves the other one whole. `turn` counts writes; the higher one holds.
const slotBytes = 512
const markBytes = 72
const checkedBytes = 60
const magic = 0x42474c31

type Slot = HighWater & { readonly turn: number }

const checkOf = (bytes: Buffer): Buffer =>
  createHash('sha256')
    .update(bytes.subarray(0, checkedBytes))
    .digest()
    .subarray(0, markBytes - checkedBytes)

const writeSlot = (out: Buffer, mark: HighWater, turn: number): void => {
  out.writeUInt32LE(magic, 0)
  out.writeDoubleLE(mark.n, 4)
  out.writeDoubleLE(mark.seq, 12)
  out.set(mark.head, 20)
  out.writeDoubleLE(turn, 52)
  checkOf(out).copy(out, checkedBytes)
}

const readSlot = (bytes: Buffer): Slot | null => {
  if (bytes.length < markBytes || bytes.readUInt32LE(0) !== magic) return null
  if (!checkOf(bytes).equals(bytes.subarray(checkedBytes, markBytes))) return null
  const head = Buffer.from(bytes.subarray(20, 52))
  return { n: bytes.readDoubleLE(4), seq: bytes.readDoubleLE(12), head, turn: bytes.readDoubleLE(52) }
}

const latestSlot = (file: string): Slot | null => {
  if (!existsSync(file)) return null
  const bytes = readFileSync(file)
  const slots = [
    readSlot(bytes.subarray(0, markBytes)),
    readSlot(bytes.subarray(slotBytes, slotBytes + markBytes)),
  ]
  return slots.reduce((best, slot) => (slot && (!best || slot.turn > best.turn) ? slot : best), null)
}

/** The later of the two valid slots; null where there is no mark. */
export const readHighWater = (file: string): HighWater | null => {
  const slot = latestSlot(file)
  return slot && { n: slot.n, seq: slot.seq, head: slot.head }
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
  let turn = latestSlot(file)?.turn ?? 0
  let timer: NodeJS.Timeout | null = null
  const sync = (): void => {
    timer = null
    // In libuv's pool, not on the writer: the next commit does not wait for it.
    fdatasync(fd, () => {})
  }
  return {
    write: (mark) => {
      turn += 1
      writeSlot(slot, mark, turn)
      writeSync(fd, slot, 0, markBytes, (turn % 2) * slotBytes)
      timer ??= setTimeout(sync, syncMs)
    },
    close: () => {
      if (timer !== null) clearTimeout(timer)
      fdatasyncSync(fd)
      closeSync(fd)
    },
  }
}
