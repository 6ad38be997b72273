// Forgetting what is older than the retention: slice after slice on the writer, each short, then the traces in the log.

import type { Database } from 'better-sqlite3'
import { dayMs, hourMs } from '../parcel/day.ts'
import { notErased } from './decision-row.ts'
import type { PartyKeys } from './party-keys.ts'
import { guardRows } from './purge-slices.ts'
import { pruneTombstones } from './tombstones.ts'
import type {
  By,
  CheckpointReply,
  DropSliceReply,
  EraseSliceReply,
  ExpireSliceReply,
  IdempotencyPlace,
  WriterCommand,
} from './writer-command.ts'

export type PurgeOptions = {
  /** Decisions made before this moment go. */
  readonly beforeMs: number
  readonly dryRun?: boolean
  readonly by: By
  readonly onProgress?: (erased: number) => void
  readonly signal?: AbortSignal
}

export type PurgeReport = {
  readonly dryRun: boolean
  readonly decisions: number
  readonly idempotencyKeys: number
  /** Tombstones of long ago that were forgotten. */
  readonly tombstones: number
  /** Ids of party keys under which nothing is left. */
  readonly retiredPartyKeys: readonly number[]
  readonly slices: number
  /** The longest a slice kept the writer, its commit included. */
  readonly longestSliceMicros: number
  readonly logTruncated: boolean
  /** How long cutting the log kept the writer. */
  readonly logCutMicros: number
}

type Options = {
  readonly db: Database
  readonly run: (command: WriterCommand) => Promise<unknown>
  readonly cutLog: () => Promise<CheckpointReply>
  readonly keepLogShort: () => Promise<void>
  readonly partyKeys: PartyKeys
  readonly tombstoneDays: number
  readonly now: () => number
}

const sliceMicrosAim = 3000
const sliceRowsMax = 128
export const sliceRowsFirst = 16
const dropRows = 64
/** A slice dirties up to a hundred pages; the time of cutting the log grows with its length. */
export const slicesARound = 4

/** How many rows the next slice is asked for, after one of `rows` has taken so long. */
export const nextSliceRows = (rows: number, micros: number): number =>
  Math.max(8, Math.min(sliceRowsMax, Math.floor((rows * sliceMicrosAim) / Math.max(1, micros))))

/** Last seq that can be older than the moment; 0 for none. */
const lastOld = (db: Database, beforeMs: number): number =>
  db
    .prepare(
      `SELECT coalesce(max(coalesce(last_seq, (SELECT max(seq) FROM decisions))), 0) FROM hours WHERE hour <= ?`,
    )
    .pluck()
    .get(Math.floor(beforeMs / hourMs)) as number

/** Lets decisions that wait be written between two slices. */
export const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** What a purge would take, from any read connection. */
export const countPurge = (db: Database, beforeMs: number, nowMs: number) => {
  const decisions = db
    .prepare(`SELECT count(*) FROM decisions d WHERE d.seq <= ? AND d.at < ? AND ${notErased}`)
    .pluck()
  const keys = db.prepare('SELECT count(*) FROM idempotency WHERE expires <= ?').pluck()
  return {
    decisions: decisions.get(lastOld(db, beforeMs), beforeMs) as number,
    idempotencyKeys: keys.get(nowMs) as number,
  }
}

const firstSeq = (db: Database): number =>
  db.prepare('SELECT coalesce(min(seq), 1) FROM decisions').pluck().get() as number

const eraseOld = async (
  { db, run, keepLogShort }: Options,
  { beforeMs, signal, onProgress }: PurgeOptions,
) => {
  const upToSeq = lastOld(db, beforeMs)
  const done = { decisions: 0, slices: 0, longest: 0 }
  const ended = async (micros: number): Promise<void> => {
    done.slices += 1
    done.longest = Math.max(done.longest, micros)
    if (done.slices % slicesARound === 0) await keepLogShort()
    await breath()
  }
  let dropped = firstSeq(db) - 1
  const dropUpTo = async (limit: number, leastRows: number): Promise<void> => {
    while (limit - dropped >= leastRows && !signal?.aborted) {
      const next = Math.min(limit, dropped + dropRows)
      const slice = (await run({ op: 'dropSlice', afterSeq: dropped, upToSeq: next })) as DropSliceReply
      dropped = slice.lastSeq
      await ended(slice.micros)
    }
  }
  let afterSeq = 0
  let rowsMax = sliceRowsFirst
  for (let more = upToSeq > 0; more && !signal?.aborted; ) {
    const slice = (await run({ op: 'eraseSlice', beforeMs, afterSeq, upToSeq, rowsMax })) as EraseSliceReply
    done.decisions += slice.erased
    rowsMax = nextSliceRows(rowsMax, slice.micros)
    afterSeq = slice.lastSeq
    more = !slice.done
    onProgress?.(done.decisions)
    await ended(slice.micros)
    await dropUpTo(afterSeq - guardRows, dropRows)
  }
  if (upToSeq > 0) await dropUpTo(upToSeq, 1)
  return done
}

const expireKeys = async ({ run }: Options, signal: AbortSignal | undefined) => {
  let after: IdempotencyPlace | null = null
  let keys = 0
  let rowsMax = 256
  do {
    const slice: ExpireSliceReply = (await run({ op: 'expireSlice', after, rowsMax })) as ExpireSliceReply
    keys += slice.expired
    rowsMax = nextSliceRows(rowsMax, slice.micros) * 4
    after = slice.next
    await breath()
  } while (after !== null && !signal?.aborted)
  return keys
}

/** Tombstones and party keys whose time is over. */
const forgetTraces = async ({ db, run, partyKeys, tombstoneDays, now }: Options, options: PurgeOptions) => {
  const { beforeMs, by } = options
  const tombstones = await pruneTombstones({ db, run, breath }, now() - tombstoneDays * dayMs, by)
  const retiredPartyKeys = await partyKeys.retire(beforeMs)
  for (const id of retiredPartyKeys) {
    await run({ op: 'act', act: 'party_key_retired', detail: JSON.stringify({ id }), by })
  }
  return { tombstones, retiredPartyKeys }
}

const noReport = {
  tombstones: 0,
  retiredPartyKeys: [],
  slices: 0,
  longestSliceMicros: 0,
  logTruncated: false,
  logCutMicros: 0,
}

export const createPurge = (parts: Options) => {
  const { db, run, cutLog, now } = parts
  return async (options: PurgeOptions): Promise<PurgeReport> => {
    const { beforeMs, by, dryRun = false } = options
    if (dryRun) {
      return { ...noReport, dryRun, ...countPurge(db, beforeMs, now()) }
    }
    const idempotencyKeys = await expireKeys(parts, options.signal)
    const erased = await eraseOld(parts, options)
    if (!options.signal?.aborted) await run({ op: 'forgetHours', beforeMs })
    await run({ op: 'forgetEndedPractice' })
    if (erased.decisions > 0 || idempotencyKeys > 0) {
      const detail = JSON.stringify({ beforeMs, decisions: erased.decisions, idempotencyKeys })
      await run({ op: 'act', act: 'purged', detail, by })
    }
    const traces = options.signal?.aborted ? noReport : await forgetTraces(parts, options)
    // What was overwritten in the file is still in the log until that is cut.
    const cut = erased.decisions > 0 || idempotencyKeys > 0 ? await cutLog() : null
    return {
      dryRun,
      decisions: erased.decisions,
      idempotencyKeys,
      tombstones: traces.tombstones,
      retiredPartyKeys: traces.retiredPartyKeys,
      slices: erased.slices,
      longestSliceMicros: erased.longest,
      logTruncated: cut !== null && !cut.busy,
      logCutMicros: cut?.micros ?? 0,
    }
  }
}
