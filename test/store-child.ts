// A process of its own for the tests that kill one. Usage: store-child.ts MODE DATA_DIR [LOG]

import { openSync, readFileSync, writeSync } from 'node:fs'
import { openStore } from '../src/store/open-store.ts'
import { StoreError } from '../src/store/store-error.ts'
import { idempotency, record } from './store-fixtures.ts'

const [mode, dataDir = '', log = ''] = process.argv.slice(2)

const say = (value: unknown): void => {
  writeSync(1, `${JSON.stringify(value)}\n`)
}

/** Appends for ever from 40 sides at once and notes every acknowledged id; ends only by a signal. */
const load = async (): Promise<void> => {
  const store = await openStore({ dataDir, bounds: { checkpointCommits: 64 } })
  const acknowledged = openSync(log, 'a')
  say('ready')
  const side = async (): Promise<void> => {
    for (;;) {
      const one = record({ idempotency: idempotency() })
      await store.decisions.append(one)
      // In the page cache when this returns: a killed process does not take it back.
      writeSync(acknowledged, `${one.id}\n`)
    }
  }
  await Promise.all(Array.from({ length: 40 }, side))
}

const hold = async (): Promise<void> => {
  await openStore({ dataDir })
  say('ready')
  setInterval(() => {}, 1000)
}

const syncsOf = (name: string): number =>
  readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith(name)).length

/** Counts syncs of the log against commits, one at a time and many at once. The preloaded shim writes a line a sync. */
const countSyncs = async (): Promise<void> => {
  const store = await openStore({ dataDir, bounds: { checkpointCommits: 1e9, checkpointBytes: 1e12 } })
  const measure = async (work: () => Promise<unknown>) => {
    const before = {
      syncs: syncsOf('-wal'),
      marks: syncsOf('high-water'),
      commits: store.meta.stats().commits,
    }
    await work()
    const { commits } = store.meta.stats()
    return {
      commits: commits - before.commits,
      syncs: syncsOf('-wal') - before.syncs,
      marks: syncsOf('high-water') - before.marks,
    }
  }
  await store.decisions.append(record())
  const single = await measure(async () => {
    for (let i = 0; i < 200; i += 1) await store.decisions.append(record({ idempotency: idempotency() }))
  })
  const many = await measure(() =>
    Promise.all(
      Array.from({ length: 2000 }, () => store.decisions.append(record({ idempotency: idempotency() }))),
    ),
  )
  await store.close()
  say({ single, many })
}

const tryOpen = async (): Promise<void> => {
  try {
    await (await openStore({ dataDir })).close()
    say({ code: 'opened' })
  } catch (fault) {
    say(fault instanceof StoreError ? { code: fault.code, message: fault.message } : { code: String(fault) })
  }
}

const modes: Record<string, () => Promise<void>> = {
  load,
  hold,
  'count-syncs': countSyncs,
  'try-open': tryOpen,
}
await modes[mode ?? '']!()
