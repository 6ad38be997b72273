// beagle store backup | verify | purge | export. All but a real purge only read, and so work beside a running server.

import { existsSync } from 'node:fs'
import { dayMs, dayText } from '../parcel/day.ts'
import { backupStore } from '../store/backup-store.ts'
import { dataFolder } from '../store/data-folder.ts'
import { createDecisionReads, openReadConnection } from '../store/decision-reads.ts'
import type { StoredDecision } from '../store/decision-record.ts'
import { readHighWater } from '../store/high-water.ts'
import { countPurge, type PurgeReport } from '../store/purge-store.ts'
import { readSecrets } from '../store/secrets.ts'
import { StoreError } from '../store/store-error.ts'
import { verifyStore } from '../store/verify-store.ts'
import { withStoreAlone } from './store-alone.ts'
import { type CommandOutput, createProgress, runCommand, writeLine } from './store-output.ts'

const readCacheKib = 16 * 1024
export const defaultRetentionDays = 90

const openReadOnly = (dataDir: string) => {
  const folder = dataFolder(dataDir)
  if (!existsSync(folder.database)) throw new StoreError('STORE_MISSING', `There is no store in ${dataDir}.`)
  return { folder, db: openReadConnection(folder.database, readCacheKib) }
}

export const storeBackup = (
  options: { readonly dataDir: string; readonly to: string },
  output: CommandOutput,
): Promise<number> =>
  runCommand(output, async () => {
    const progress = createProgress(output)
    const report = await backupStore(options.dataDir, options.to, (done, total) =>
      progress.show(`${done} of ${total} pages`),
    )
    progress.done()
    await writeLine(
      output.stdout,
      `${report.folder} holds everything up to decision ${report.lastSeq}, and the secrets: keep it as safe as the original.`,
    )
    return 0
  })

/** Exit 1 when anything does not fit. */
export const storeVerify = (
  options: { readonly dataDir: string; readonly json?: boolean },
  output: CommandOutput,
): Promise<number> =>
  runCommand(output, async () => {
    const progress = createProgress(output)
    const { folder, db } = openReadOnly(options.dataDir)
    try {
      const mark = readHighWater(folder.highWater)
      const report = verifyStore(db, {
        mark,
        itemKey: readSecrets(folder.secrets)?.itemKey ?? null,
        onProgress: (n) => progress.show(`audit entry ${n}`),
      })
      progress.done()
      if (options.json) {
        await writeLine(output.stdout, JSON.stringify(report))
      } else {
        const { decisions, erased, pruned, commits, acts } = report
        for (const problem of report.problems) await writeLine(output.stdout, problem)
        const head = report.ok ? 'The chain is whole' : 'The chain is BROKEN'
        const counts = `${decisions} decisions kept, ${erased} erased, ${pruned} forgotten, ${report.outcomes} outcomes, ${commits} commits, ${acts} acts`
        await writeLine(output.stdout, `${head}: ${counts}.`)
      }
      return report.ok ? 0 : 1
    } finally {
      db.close()
    }
  })

export type StorePurgeOptions = {
  readonly dataDir: string
  readonly retentionDays?: number
  readonly dryRun?: boolean
}

export const storePurge = (options: StorePurgeOptions, output: CommandOutput): Promise<number> =>
  runCommand(output, async () => {
    const { dataDir, retentionDays = defaultRetentionDays, dryRun = false } = options
    const beforeMs = Date.now() - retentionDays * dayMs
    const report = dryRun
      ? dryPurge(dataDir, beforeMs)
      : await realPurge(dataDir, beforeMs, retentionDays, output)
    const verb = dryRun ? 'Would erase' : 'Erased'
    const before = dayText(beforeMs)
    const { decisions, idempotencyKeys } = report
    await writeLine(
      output.stdout,
      `${verb} ${decisions} decision(s) from before ${before} and ${idempotencyKeys} idempotency key(s).`,
    )
    return 0
  })

type Purged = Pick<PurgeReport, 'decisions' | 'idempotencyKeys'>

const dryPurge = (dataDir: string, beforeMs: number): Purged => {
  const { db } = openReadOnly(dataDir)
  try {
    return countPurge(db, beforeMs, Date.now())
  } finally {
    db.close()
  }
}

const realPurge = async (
  dataDir: string,
  beforeMs: number,
  days: number,
  output: CommandOutput,
): Promise<Purged> => {
  if (!existsSync(dataFolder(dataDir).database)) {
    throw new StoreError('STORE_MISSING', `There is no store in ${dataDir}.`)
  }
  const progress = createProgress(output)
  const by = { actor: 'command line', reason: `older than ${days} days` }
  return withStoreAlone(dataDir, 'it purges once a day by itself; for more, ', (store) =>
    store.meta
      .purge({ beforeMs, by, onProgress: (erased) => progress.show(`${erased} erased`) })
      .finally(progress.done),
  )
}

const wireOf = (decision: StoredDecision) => {
  const { features, goods, context, result, decidedAtMs, ...rest } = decision
  return {
    ...rest,
    decidedAt: new Date(decidedAtMs).toISOString(),
    goods: JSON.parse(goods) as unknown,
    context: JSON.parse(context) as unknown,
    result: result === '' ? null : (JSON.parse(result) as unknown),
    features: features === null ? null : Buffer.from(features).toString('base64'),
  }
}

export type StoreExportOptions = {
  readonly dataDir: string
  readonly fromMs?: number
  readonly toMs?: number
  readonly client?: string
}

/** One decision a line, oldest first; no party is in it, since none is kept. */
export const storeExport = (options: StoreExportOptions, output: CommandOutput): Promise<number> =>
  runCommand(output, async () => {
    const progress = createProgress(output)
    const { folder, db } = openReadOnly(options.dataDir)
    const secrets = readSecrets(folder.secrets)
    if (secrets === null) throw new StoreError('SECRETS_DAMAGED', `${folder.secrets} is missing.`)
    const reads = createDecisionReads(db, secrets)
    const { fromMs, toMs, client } = options
    const filter = {
      ...(fromMs === undefined ? {} : { fromMs }),
      ...(toMs === undefined ? {} : { toMs }),
      ...(client === undefined ? {} : { clientId: client }),
    }
    let count = 0
    try {
      for (const decision of reads.iterate(filter)) {
        await writeLine(output.stdout, JSON.stringify(wireOf(decision)))
        count += 1
        progress.show(`${count} decisions`)
      }
      progress.done()
      return 0
    } finally {
      reads.close()
    }
  })
