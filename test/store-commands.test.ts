// beagle key and beagle store, as functions: what they print and how they end.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { keyCreate, keyList, keyRevoke } from '../src/cli/key-commands.ts'
import { storeBackup, storeExport, storePurge, storeVerify } from '../src/cli/store-commands.ts'
import { dayMs } from '../src/parcel/day.ts'
import { openStore } from '../src/store/open-store.ts'
import { freshFolder, record } from './store-fixtures.ts'

const run = async (work: (output: { stdout: PassThrough; stderr: PassThrough }) => Promise<number>) => {
  const output = { stdout: new PassThrough(), stderr: new PassThrough() }
  const chunks: Buffer[] = []
  output.stdout.on('data', (chunk) => chunks.push(chunk))
  const code = await work(output)
  return { code, out: Buffer.concat(chunks).toString(), err: String(output.stderr.read() ?? '') }
}

t.test('the commands: keys, verify, export, purge, backup; faults in one sentence', async (t) => {
  const dataDir = freshFolder(t)
  const made = await run((output) =>
    keyCreate({ dataDir, client: 'bpost', role: 'ops', mode: 'live' }, output),
  )
  t.equal(made.code, 0)
  t.match(made.out, /^bgl_live_\S{43}\n$/, 'the token alone, for scripts')
  const id = /^(key_\S+):/.exec(made.err)![1]!
  t.match((await run((output) => keyList({ dataDir }, output))).out, new RegExp(`${id}.+bpost.+ops.+live`))
  t.equal((await run((output) => keyRevoke({ dataDir, id }, output))).out, `${id} is revoked.\n`)
  const listed = await run((output) => keyList({ dataDir, client: 'bpost', json: true }, output))
  t.match(JSON.parse(listed.out), { id, revokedAt: Number })
  const none = await run((output) => keyRevoke({ dataDir, id: 'key_none' }, output))
  t.same([none.code, none.err], [1, 'There is no key key_none.\n'])

  const store = await openStore({ dataDir })
  const old = record({ decidedAtMs: Date.now() - 100 * dayMs })
  for (const one of [old, record(), record({ clientId: 'dhl' })]) await store.decisions.append(one)
  const busy = await run((output) => keyList({ dataDir }, output))
  t.match([busy.code, busy.err], [1, /^A server is using the data folder .+: ask it/])
  const verified = await run((output) => storeVerify({ dataDir }, output))
  t.match(
    [verified.code, verified.out],
    [0, /^The chain is whole: 3 decisions kept, 0 erased/],
    'beside a server',
  )
  const exported = await run((output) => storeExport({ dataDir, client: 'dhl' }, output))
  t.match(JSON.parse(exported.out), {
    seq: 3,
    clientId: 'dhl',
    goods: { service: 'ems' },
    engine: { scorer: '1.0.0' },
  })
  const dry = await run((output) => storePurge({ dataDir, dryRun: true }, output))
  t.match([dry.code, dry.out], [0, /^Would erase 1 decision/])
  const to = join(freshFolder(t), 'copy')
  t.match((await run((output) => storeBackup({ dataDir, to }, output))).out, /everything up to decision 3/)
  await store.close()

  t.match((await run((output) => storePurge({ dataDir }, output))).out, /^Erased 1 decision/)
  t.match((await run((output) => storeVerify({ dataDir }, output))).out, /2 decisions kept, 1 erased/)
  const nowhere = join(dataDir, 'nowhere')
  for (const command of [storeVerify, storeExport, storePurge]) {
    const failed = await run((output) => command({ dataDir: nowhere }, output))
    t.same([failed.code, failed.err], [1, `There is no store in ${nowhere}.\n`])
  }
  t.notOk(existsSync(nowhere), 'and none is made')
})
