// Every limit of the store in one place, with its default. All can be set through openStore.

export type StoreBounds = {
  /** Rows and bytes that may wait for the disk; beyond, an append is refused as busy. */
  readonly queueRowsMax: number
  readonly queueBytesMax: number
  /** One commit holds at most this much, so that its time is bounded. */
  readonly batchRowsMax: number
  readonly batchBytesMax: number
  /** Counted at three bytes a character, before a character is looked at. */
  readonly recordBytesMax: number
  /** At least 24 h: after that an idempotency key may be forgotten. */
  readonly idempotencyHours: number
  /** An erased decision answers "gone" for so long, then "not there". */
  readonly tombstoneDays: number
  /** A passive checkpoint is asked for after so many commits or bytes, whichever comes first. */
  readonly checkpointCommits: number
  readonly checkpointBytes: number
  /** Above so many frames the writer finishes a checkpoint itself, so that the log starts again. */
  readonly walFramesMax: number
  /** The high-water mark reaches the disk at most this much later than the commit it speaks of. */
  readonly markSyncMs: number
  readonly lastUsedFlushMs: number
  /** SQLite's max_page_count; 0 leaves it open. */
  readonly maxPageCount: number
  /** A page of a listing looks at so many rows at most, since it runs on the serving thread. */
  readonly listScanRowsMax: number
  readonly readCacheKib: number
  readonly writeCacheKib: number
}

export const defaultBounds: StoreBounds = {
  queueRowsMax: 16_384,
  queueBytesMax: 48 * 1024 * 1024,
  batchRowsMax: 1024,
  batchBytesMax: 4 * 1024 * 1024,
  recordBytesMax: 4 * 1024 * 1024,
  idempotencyHours: 24,
  tombstoneDays: 400,
  checkpointCommits: 512,
  checkpointBytes: 2 * 1024 * 1024,
  walFramesMax: 1024,
  markSyncMs: 500,
  lastUsedFlushMs: 60_000,
  maxPageCount: 0,
  listScanRowsMax: 4000,
  readCacheKib: 16 * 1024,
  writeCacheKib: 16 * 1024,
}
