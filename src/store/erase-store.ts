// Erasing what the store knows of one person or one item: find, overwrite in short slices, note the act without naming anybody, cut the log.

import type { Maintenance } from './maintenance-client.ts'
import type { PartyKey } from './party-hash.ts'
import { type EraseSubject, rowSubject } from './party-subject.ts'
import { breath, nextSliceRows, sliceRowsFirst, slicesARound } from './purge-store.ts'
import type { By, CheckpointReply, EraseRowsReply, WriterCommand } from './writer-command.ts'

export type EraseOptions = {
  readonly subject: EraseSubject
  readonly dryRun?: boolean
  /** The reason goes into the audit chain, which is never erased: a case number, no name. */
  readonly by: By
}

export type EraseReport = {
  readonly dryRun: boolean
  readonly decisions: number
  /** Rows in other tables that hung on them: outcomes, claims, notes. */
  readonly linkedRows: number
  readonly idempotencyKeys: number
  /** Keys under which the person was looked for; 0 for an item id. */
  readonly partyKeys: number
  readonly longestSliceMicros: number
  readonly logTruncated: boolean
}

type Parts = {
  readonly run: (command: WriterCommand) => Promise<unknown>
  readonly cutLog: () => Promise<CheckpointReply>
  readonly keepLogShort: () => Promise<void>
  readonly maintenance: Maintenance
  readonly partyKeys: () => readonly PartyKey[]
  readonly maxSeq: () => number
}

const eraseRows = async ({ run, keepLogShort }: Parts, seqs: readonly number[]) => {
  const done = { erased: 0, linked: 0, slices: 0, longest: 0 }
  let rowsMax = sliceRowsFirst
  for (let at = 0; at < seqs.length; ) {
    const command = { op: 'eraseRows', seqs: seqs.slice(at, at + rowsMax) } as const
    const slice = (await run(command)) as EraseRowsReply
    at += slice.seen
    done.erased += slice.erased
    done.linked += slice.linked
    done.slices += 1
    done.longest = Math.max(done.longest, slice.micros)
    if (done.slices % slicesARound === 0) await keepLogShort()
    rowsMax = nextSliceRows(rowsMax, slice.micros)
    await breath()
  }
  return done
}

const keysASlice = 100

export const createErase =
  (parts: Parts) =>
  async ({ subject, dryRun = false, by }: EraseOptions): Promise<EraseReport> => {
    const { run, cutLog, maintenance } = parts
    const wanted = rowSubject(subject, parts.partyKeys())
    const partyKeys = wanted.kind === 'party' ? wanted.hashes.length : 0
    const seqs = await maintenance.findRows(wanted, parts.maxSeq())
    const places = seqs.length === 0 ? [] : await maintenance.findKeys(seqs)
    const found = { dryRun, idempotencyKeys: places.length, partyKeys }
    if (dryRun || seqs.length === 0) {
      return { ...found, decisions: seqs.length, linkedRows: 0, longestSliceMicros: 0, logTruncated: false }
    }
    // Keys first: a repeated request must not find its way to a husk.
    for (let at = 0; at < places.length; at += keysASlice) {
      await run({ op: 'dropKeys', places: places.slice(at, at + keysASlice) })
      await breath()
    }
    const erased = await eraseRows(parts, seqs)
    const detail = JSON.stringify({ by: subject.kind, decisions: erased.erased, linkedRows: erased.linked })
    await run({ op: 'act', act: 'erased', detail, by })
    const cut = await cutLog()
    return {
      ...found,
      decisions: erased.erased,
      linkedRows: erased.linked,
      longestSliceMicros: erased.longest,
      logTruncated: !cut.busy,
    }
  }
