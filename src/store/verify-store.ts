// Checks the whole chain against the rows: every decision unchanged or lawfully erased, every entry following the one before.

import { createHash } from 'node:crypto'
import type { Database } from 'better-sqlite3'
import { actHash, chainStart, commitHash, createRowDigester } from './audit-chain.ts'
import { createRowReader, decisionColumns, notErased, type SealedRow } from './decision-row.ts'
import type { HighWater } from './high-water.ts'
import { createItemKeys } from './item-key.ts'
import { outcomeAct } from './outcomes-commands.ts'
import { createOutcomeCheck, type OutcomeCheck } from './outcomes-verify.ts'
import { bodyBytes } from './record-bytes.ts'
import { type PrunedRange, prunedRanges } from './tombstones.ts'

export type VerifyReport = {
  readonly ok: boolean
  readonly entries: number
  readonly acts: number
  readonly commits: number
  readonly decisions: number
  readonly erased: number
  /** Erased so long ago that not even the tombstones are left; the chain names how many. */
  readonly pruned: number
  /** Outcomes that are what the chain says; those of erased decisions are blanked and not counted. */
  readonly outcomes: number
  /** The first few, each with its place. */
  readonly problems: readonly string[]
}

type AuditRow = {
  readonly n: number
  readonly at: number
  readonly first_seq: number | null
  readonly count: number | null
  readonly digest: Buffer | null
  readonly actor: string | null
  readonly act: string | null
  readonly detail: string | null
  readonly reason: string | null
  readonly hash: Buffer
}

const problemsMax = 20
const pageEntries = 500

/** Digests of rows first..last in order of seq, from the row or from what an erased one left behind. */
const createBatchReader = (db: Database, itemKey: Uint8Array | null) => {
  const rows = db.prepare(
    `SELECT ${decisionColumns}, d.item_key, d.parties, d.salt FROM decisions d
    WHERE d.seq BETWEEN ? AND ? AND ${notErased} ORDER BY d.seq`,
  )
  const gone = db.prepare('SELECT seq, digest FROM erased WHERE seq BETWEEN ? AND ?')
  const readRow = createRowReader(db)
  const digestRow = createRowDigester()
  const keyOf = itemKey === null ? null : createItemKeys(itemKey)
  const isIndexed = ({ item, item_key }: SealedRow & { item_key: number | null }): boolean =>
    keyOf === null || item_key === (item === null ? null : keyOf(Buffer.from(item)))
  return (first: number, last: number) => {
    const digests = new Map<number, Buffer>()
    for (const row of gone.all(first, last) as { seq: number; digest: Buffer }[])
      digests.set(row.seq, row.digest)
    const erased = digests.size
    let kept = 0
    const misplaced: number[] = []
    type Row = SealedRow & { item_key: number | null }
    for (const row of rows.iterate(first, last) as IterableIterator<Row>) {
      if (!isIndexed(row)) misplaced.push(row.seq)
      const text = digestRow(row.salt, row.seq, bodyBytes(readRow(row)), row.parties)
      digests.set(row.seq, Buffer.from(text, 'binary'))
      kept += 1
    }
    const whole = createHash('sha256')
    const missing: number[] = []
    for (let seq = first; seq <= last; seq += 1) {
      const digest = digests.get(seq)
      if (digest) whole.update(digest)
      else missing.push(seq)
    }
    return { digest: whole.digest(), kept, erased, missing, misplaced }
  }
}

const unwell = (db: Database): readonly string[] =>
  (db.pragma('quick_check(10)') as { quick_check: string }[])
    .map((line) => line.quick_check)
    .filter((line) => line !== 'ok')

const strays = (db: Database): number => {
  const covered = `SELECT 1 FROM audit a WHERE a.n = (SELECT max(n) FROM audit WHERE first_seq IS NOT NULL)
    AND d.seq > a.first_seq + a.count - 1`
  return db.prepare(`SELECT count(*) FROM decisions d WHERE EXISTS (${covered})`).pluck().get() as number
}

export type VerifyOptions = {
  /** The high-water mark, if there is one. */
  readonly mark: HighWater | null
  /** With it, the number under which each item id is indexed is checked too. */
  readonly itemKey: Uint8Array | null
  readonly onProgress?: (n: number) => void
}

/** In pages, so that memory stays flat. */
const auditRows = function* (db: Database, onProgress?: (n: number) => void): Generator<AuditRow> {
  const page = db.prepare('SELECT * FROM audit WHERE n > ? ORDER BY n LIMIT ?')
  for (let last = 0; ; ) {
    const rows = page.all(last, pageEntries) as AuditRow[]
    yield* rows
    if (rows.length < pageEntries) return
    last = rows.at(-1)!.n
    onProgress?.(last)
  }
}

type Seen = {
  readonly entries: number
  readonly pruned: number
  readonly mark: HighWater | null
  readonly ranges: readonly PrunedRange[]
  readonly outcomes: OutcomeCheck
}

/** What only shows once every entry was seen. */
const endProblems = (db: Database, { entries, pruned, mark, ranges, outcomes }: Seen): string[] => {
  const problems: string[] = []
  if (mark !== null && entries < mark.n) {
    problems.push(`the chain ends at entry ${entries}, but entry ${mark.n} was acknowledged`)
  }
  const declared = ranges.reduce((sum, range) => sum + range.decisions, 0)
  if (pruned > declared) {
    problems.push(`${pruned} decisions are gone without a tombstone, but the chain names only ${declared}`)
  }
  const [left, loose] = [strays(db), outcomes.strays()]
  if (left > 0) problems.push(`${left} decision(s) are in no commit of the chain`)
  if (loose > 0) problems.push(`${loose} outcome(s) are in no entry of the chain`)
  return problems
}

/**
 * Reads one consistent state, so it may run while the store is written.
 * Long: keep it off the serving thread.
 */
export const verifyStore = (db: Database, { mark, itemKey, onProgress }: VerifyOptions): VerifyReport => {
  const problems: string[] = []
  const report = (text: string): void => {
    if (problems.length < problemsMax) problems.push(text)
  }
  const counts = { entries: 0, acts: 0, commits: 0, decisions: 0, erased: 0, pruned: 0 }
  const readBatch = createBatchReader(db, itemKey)
  const ranges = prunedRanges(db)
  const outcomeCheck = createOutcomeCheck(db)
  let previous: Buffer = chainStart
  let nextSeq = 0

  const checkCommit = (row: AuditRow): Buffer => {
    const [firstSeq, count, digest] = [row.first_seq!, row.count!, row.digest!]
    const found = readBatch(firstSeq, firstSeq + count - 1)
    counts.commits += 1
    counts.decisions += found.kept
    counts.erased += found.erased
    if (firstSeq < nextSeq) report(`audit entry ${row.n}: decision ${firstSeq} was committed before`)
    nextSeq = firstSeq + count
    if (found.misplaced.length > 0) {
      report(`audit entry ${row.n}: decision ${found.misplaced[0]} is indexed under another item id`)
    }
    const isPruned =
      found.missing.length === count && ranges.some((one) => row.n > one.afterN && row.n <= one.upToN)
    if (isPruned) counts.pruned += count
    else if (found.missing.length > 0) {
      report(
        `audit entry ${row.n}: ${found.missing.length} decision(s) missing, the first is ${found.missing[0]}`,
      )
    } else if (!found.digest.equals(digest)) {
      report(`audit entry ${row.n}: a decision between ${firstSeq} and ${nextSeq - 1} was changed`)
    }
    return commitHash(previous, { n: row.n, at: row.at, firstSeq, count, digest })
  }

  const checkEntry = (row: AuditRow): void => {
    counts.entries += 1
    if (row.n !== counts.entries) report(`audit entry ${counts.entries} is missing`)
    counts.entries = row.n
    if (row.act !== null) counts.acts += 1
    const wrong = row.act === outcomeAct ? outcomeCheck.entry(row.n, row.detail ?? '') : null
    if (wrong !== null) report(`audit entry ${row.n}: ${wrong}`)
    const { n, at, actor, act, detail, reason } = row
    const hash =
      act === null
        ? checkCommit(row)
        : actHash(previous, { n, at, actor: actor ?? '', act, detail: detail ?? '', reason })
    if (!hash.equals(row.hash)) report(`audit entry ${row.n}: it does not follow from the one before`)
    if (mark !== null && row.n === mark.n && !row.hash.equals(mark.head)) {
      report(`audit entry ${row.n}: it is not the one that was acknowledged`)
    }
    previous = row.hash
  }

  db.prepare('BEGIN').run()
  try {
    for (const line of unwell(db)) report(`database: ${line}`)
    for (const row of auditRows(db, onProgress)) checkEntry(row)
    const seen = { entries: counts.entries, pruned: counts.pruned, mark, ranges, outcomes: outcomeCheck }
    for (const problem of endProblems(db, seen)) report(problem)
  } finally {
    db.prepare('COMMIT').run()
  }
  return { ok: problems.length === 0, ...counts, outcomes: outcomeCheck.counts.kept, problems }
}
