// beagle store erase and rotate-party-key: for a data folder that no server is using; a dry run also works beside one.

import { existsSync } from 'node:fs'
import { text as readAll } from 'node:stream/consumers'
import { dataFolder } from '../store/data-folder.ts'
import { openReadConnection } from '../store/decision-reads.ts'
import { findKeys, findRows } from '../store/find-rows.ts'
import { type EraseSubject, rowSubject } from '../store/party-subject.ts'
import { readSecrets, rotatePartyKey } from '../store/secrets.ts'
import { StoreError } from '../store/store-error.ts'
import { withStoreAlone } from './store-alone.ts'
import { type CommandOutput, runCommand, writeLine } from './store-output.ts'

export type StoreEraseOptions = {
  readonly dataDir: string
  readonly name?: string
  readonly phone?: string
  readonly email?: string
  readonly itemId?: string
  readonly dryRun?: boolean
  readonly reference?: string
}

type EraseStreams = CommandOutput & { readonly stdin: NodeJS.ReadableStream }

const readCacheKib = 16 * 1024

/** `-` reads the value from standard input, so that a name stays out of the shell's history. */
const subjectOf = async (options: StoreEraseOptions, stdin: NodeJS.ReadableStream): Promise<EraseSubject> => {
  const given = (['name', 'phone', 'email', 'itemId'] as const).filter((kind) => options[kind] !== undefined)
  const [kind] = given
  if (kind === undefined || given.length > 1) {
    throw new StoreError('SUBJECT_INVALID', 'Give one of --name, --phone, --email and --item-id.')
  }
  const value = options[kind]!
  return { kind, value: value === '-' ? (await readAll(stdin)).trim() : value }
}

const dryErase = (dataDir: string, subject: EraseSubject) => {
  const folder = dataFolder(dataDir)
  const secrets = readSecrets(folder.secrets)
  if (secrets === null) throw new StoreError('SECRETS_DAMAGED', `${folder.secrets} is missing.`)
  const db = openReadConnection(folder.database, readCacheKib)
  try {
    const wanted = rowSubject(subject, secrets.partyKeys)
    const seqs = findRows(db, wanted, { upToSeq: Number.MAX_SAFE_INTEGER, itemKey: secrets.itemKey })
    return { decisions: seqs.length, linkedRows: 0, idempotencyKeys: findKeys(db, seqs).length }
  } finally {
    db.close()
  }
}

const realErase = (dataDir: string, subject: EraseSubject, reference: string | undefined) =>
  withStoreAlone(dataDir, 'ask it (POST /v1/erasures with an admin key), or ', (store) =>
    store.meta.erase({ subject, by: { actor: 'command line', reason: reference ?? null } }),
  )

export const storeErase = (options: StoreEraseOptions, output: EraseStreams): Promise<number> =>
  runCommand(output, async () => {
    const { dataDir, dryRun = false, reference } = options
    const subject = await subjectOf(options, output.stdin)
    if (!existsSync(dataFolder(dataDir).database)) {
      throw new StoreError('STORE_MISSING', `There is no store in ${dataDir}.`)
    }
    const report = dryRun ? dryErase(dataDir, subject) : await realErase(dataDir, subject, reference)
    const { decisions, linkedRows, idempotencyKeys } = report
    const linked = dryRun ? '' : `, ${linkedRows} row(s) that hung on them`
    await writeLine(
      output.stdout,
      `${dryRun ? 'Would erase' : 'Erased'} ${decisions} decision(s)${linked} and ${idempotencyKeys} idempotency key(s). Backups are not touched.`,
    )
    return 0
  })

export const storeRotatePartyKey = (
  { dataDir }: { readonly dataDir: string },
  output: CommandOutput,
): Promise<number> =>
  runCommand(output, async () => {
    if (!existsSync(dataFolder(dataDir).database)) {
      throw new StoreError('STORE_MISSING', `There is no store in ${dataDir}.`)
    }
    // Opened for its lock, and for the act: a running server would go on with the key it has.
    return withStoreAlone(dataDir, '', async (store) => {
      const { partyKeys } = rotatePartyKey(dataFolder(dataDir).secrets, Date.now())
      const { id } = partyKeys.at(-1)!
      await store.audit.append('party_key_added', { id }, { actor: 'command line', reason: null })
      await writeLine(
        output.stdout,
        `Party key ${id} hashes from the next start on; ${partyKeys.length - 1} earlier one(s) stay until the purge finds nothing under them.`,
      )
      return 0
    })
  })
