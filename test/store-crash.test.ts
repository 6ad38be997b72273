// What must survive: SIGKILL, damage, a full disk, a folder that cannot be written, a second process.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Worker } from 'node:worker_threads'
import t from 'tap'
import { openStore } from '../src/store/open-store.ts'
import { StoreError } from '../src/store/store-error.ts'
import { runKillRounds } from './kill-rounds.ts'
import { by, freshFolder, idempotency, record } from './store-fixtures.ts'

const childFile = fileURLToPath(new URL('store-child.ts', import.meta.url))

type SpawnOptions = { env?: Record<string, string>; uid?: number; gid?: number }

const child = (args: readonly string[], { env = {}, ...ids }: SpawnOptions = {}): ChildProcess =>
  spawn(process.execPath, ['--import=tsx', childFile, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
    ...ids,
  })

const firstLine = async (process: ChildProcess): Promise<unknown> => {
  for await (const line of createInterface({ input: process.stdout! })) return JSON.parse(line)
  throw new Error('the child said nothing')
}

const kill = async (process: ChildProcess): Promise<void> => {
  const gone = once(process, 'exit')
  process.kill('SIGKILL')
  await gone
}

const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no fault',
    (fault) => (fault instanceof StoreError ? fault.code : String(fault)),
  )

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const rounds = Number(process.env.BEAGLE_KILL_ROUNDS ?? 3)
const timeout = 60_000 + rounds * 5_000
t.setTimeout(timeout)

t.test(
  `killed under load ${rounds} times, every acknowledged write is there exactly once, and none is there by half`,
  { timeout },
  async (t) => {
    const tally = await runKillRounds({ rounds })
    t.equal(tally.rounds, rounds)
    t.ok(tally.acknowledged > rounds, `${tally.acknowledged} acknowledged`)
    t.ok(tally.outcomes > 0 && tally.decisions > tally.outcomes, JSON.stringify(tally))
  },
)

t.test(
  'a second process on the same folder is refused in one sentence, until the first is gone',
  async (t) => {
    const dataDir = freshFolder(t)
    const holder = child(['hold', dataDir])
    t.equal(await firstLine(holder), 'ready')
    const refused = await openStore({ dataDir }).catch((fault) => fault)
    t.match(refused, {
      code: 'STORE_LOCKED',
      message: /^Another process is using the data folder .+: stop it first/,
    })
    await kill(holder)
    const store = await openStore({ dataDir })
    t.equal(await codeOf(openStore({ dataDir })), 'STORE_LOCKED', 'the same process is refused as well')
    t.equal(
      await codeOf(store.decisions.append(record())),
      'no fault',
      'and that try did not loosen the lock',
    )
    const other = child(['try-open', dataDir])
    t.match(await firstLine(other), { code: 'STORE_LOCKED' })
    await store.close()
  },
)

t.test('damage to acknowledged commits is seen at start, and passed only by flag', async (t) => {
  const dataDir = freshFolder(t)
  const log = `${dataDir}.acknowledged`
  t.teardown(() => rmSync(log, { force: true }))
  writeFileSync(log, '')
  const process = child(['load', dataDir, log])
  await firstLine(process)
  await pause(300)
  await kill(process)
  const copyTo = (name: string, change: (folder: string) => void): string => {
    const folder = freshFolder(t)
    for (const file of ['beagle.sqlite', 'beagle.sqlite-wal', 'high-water', 'secrets.json']) {
      copyFileSync(join(dataDir, file), join(folder, file))
    }
    change(folder)
    t.comment(name)
    return folder
  }
  const cutWal = (folder: string): void => {
    const wal = join(folder, 'beagle.sqlite-wal')
    const bytes = readFileSync(wal)
    bytes.fill(0xaa, Math.floor(bytes.length / 2))
    writeFileSync(wal, bytes)
  }

  const cut = copyTo('half of the log overwritten', cutWal)
  t.equal(await codeOf(openStore({ dataDir: cut })), 'STORE_GAP')
  const store = await openStore({ dataDir: cut, allowGap: true })
  const gap = store.meta.gap!
  t.match(gap, { kind: 'behind', message: /decision\(s\) and \d+ audit entries are lost/ })
  t.ok(gap.markSeq! > gap.databaseSeq)
  const next = await store.decisions.append(record())
  t.equal(next.seq, gap.markSeq! + 1, 'a seq that was acknowledged is not given again')
  t.match(await store.meta.verify(), { ok: true })
  t.match(store.audit.list({ limit: 1 })[0], { act: 'gap_accepted', detail: { kind: 'behind' } })
  await store.close()
  const healed = await openStore({ dataDir: cut })
  t.equal(healed.meta.gap, null, 'once accepted, it is no gap any more')
  await healed.close()

  const unmarked = copyTo('no mark', (folder) => rmSync(join(folder, 'high-water')))
  t.equal(await codeOf(openStore({ dataDir: unmarked })), 'STORE_GAP')
  const gone = copyTo('no database', (folder) => {
    rmSync(join(folder, 'beagle.sqlite'))
    rmSync(join(folder, 'beagle.sqlite-wal'))
  })
  t.equal(await codeOf(openStore({ dataDir: gone })), 'STORE_GAP')
  const keyless = copyTo('no secrets', (folder) => rmSync(join(folder, 'secrets.json')))
  t.equal(await codeOf(openStore({ dataDir: keyless })), 'STORE_GAP')
  t.notOk(existsSync(join(keyless, 'secrets.json')), 'a refused start makes no new secrets')
  const whole = copyTo('nothing', () => {})
  const fine = await openStore({ dataDir: whole })
  t.equal(fine.meta.gap, null)
  await fine.close()
})

t.test('a full disk: an honest refusal, nothing lost, and on it goes once there is room', async (t) => {
  const dataDir = freshFolder(t)
  const store = await openStore({ dataDir, bounds: { maxPageCount: 250 } })
  const sha256 = 'e'.repeat(64)
  const bundle = {
    sha256,
    kind: 'model',
    name: 'ballast',
    version: '1',
    bytes: Buffer.alloc(400_000),
  } as const
  await store.bundles.put(bundle, by)
  const kept: string[] = []
  let late = record({ idempotency: idempotency() })
  let fault: StoreError | null = null
  // Which pages a record needs is chance, so the first refusal is not yet the last room.
  for (let refusals = 0; refusals < 10; ) {
    late = record({ idempotency: idempotency() })
    fault = await store.decisions.append(late).then(
      () => null,
      (refused: StoreError) => refused,
    )
    if (fault === null) kept.push(late.id)
    refusals = fault === null ? 0 : refusals + 1
  }
  t.match(fault, { code: 'STORE_FULL', retryAfterSeconds: 10 })
  t.equal(store.decisions.count(), kept.length, 'what was refused is not there')
  t.ok(kept.every((id) => store.decisions.byId(id).kind === 'found'))
  t.equal(await codeOf(store.decisions.append(late)), 'STORE_FULL')
  t.equal(store.decisions.byIdempotency('bpost', late.idempotency!.keyHash), null, 'nor half there')
  await store.bundles.delete(sha256, by)
  t.equal(await codeOf(store.decisions.append(late)), 'no fault', 'it resumes by itself')
  t.match(await store.meta.verify(), { ok: true, decisions: kept.length + 1 })
  await store.close()
})

t.test('a folder that cannot be written is refused in one sentence', async (t) => {
  const dataDir = freshFolder(t)
  const isRoot = process.getuid?.() === 0
  chmodSync(dataDir, 0o555)
  // Root writes anywhere, so the child becomes nobody.
  const nobody = { uid: 65_534, gid: 65_534 }
  // The runner lets each process leave a note where it ends, which nobody could not do in the project.
  const notes = freshFolder(t)
  chmodSync(notes, 0o777)
  const env = { _TAPJS_PROCESSINFO_CWD_: notes }
  const other = child(['try-open', dataDir], isRoot ? { ...nobody, env } : {})
  t.match(await firstLine(other), { code: 'STORE_READ_ONLY', message: /cannot be written/ })
  chmodSync(dataDir, 0o755)
})

const shim = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
static void note(int fd) {
  const char *log = getenv("BEAGLE_SYNC_LOG");
  char link[64], path[1024];
  if (!log) return;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 2);
  if (n < 0) return;
  path[n] = '\\n';
  int out = open(log, O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (out >= 0) { if (write(out, path, n + 1) < 0) {} close(out); }
}
int fsync(int fd) { note(fd); return ((int (*)(int))dlsym(RTLD_NEXT, "fsync"))(fd); }
int fdatasync(int fd) { note(fd); return ((int (*)(int))dlsym(RTLD_NEXT, "fdatasync"))(fd); }
`

const canBuild = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0
const skip = canBuild ? false : 'syncs are not counted here: this needs Linux and a C compiler (cc)'

/** A library that notes each sync. */
const buildShim = (folder: string): string => {
  const [source, library] = [join(folder, 'shim.c'), join(folder, 'shim.so')]
  writeFileSync(source, shim)
  const built = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl'], { encoding: 'utf8' })
  if (built.status !== 0) throw new Error(built.stderr)
  return library
}

t.test(
  'one sync a commit, one commit for many decisions, and hardly any for the mark',
  { skip },
  async (t) => {
    const dataDir = freshFolder(t)
    const tools = freshFolder(t)
    const library = buildShim(tools)
    const log = join(tools, 'syncs')
    writeFileSync(log, '')
    const env = { LD_PRELOAD: library, BEAGLE_SYNC_LOG: log }
    type Count = { commits: number; syncs: number; marks: number }
    const found = (await firstLine(child(['count-syncs', dataDir, log], { env }))) as {
      single: Count
      many: Count
    }
    t.same([found.single.commits, found.single.syncs], [200, 200], 'one at a time: a commit and a sync each')
    t.ok(found.single.marks <= 20, `the mark was synced ${found.single.marks} times meanwhile`)
    t.equal(found.many.syncs, found.many.commits, 'many at once: still one sync a commit')
    t.ok(found.many.commits <= 5, `2,000 decisions in ${found.many.commits} commits`)
    t.ok(statSync(log).size > 0)
  },
)

t.test('a writer thread that dies is started again; nobody is told of a commit that was not', async (t) => {
  const threads: Worker[] = []
  const see = (thread: Worker): void => void threads.push(thread)
  process.on('worker', see)
  t.teardown(() => process.off('worker', see))
  const store = await openStore({ dataDir: freshFolder(t) })
  const records = Array.from({ length: 3000 }, () => record())
  const outcomes = records.map((one) => codeOf(store.decisions.append(one)))
  await outcomes[0]
  await threads[0]!.terminate()
  const codes = await Promise.all(outcomes)
  const kept = records.filter((one) => store.decisions.byId(one.id).kind === 'found')
  const acknowledged = records.filter((_, i) => codes[i] === 'no fault')
  t.ok(acknowledged.every((one) => kept.includes(one)))
  t.ok(codes.every((code) => code === 'no fault' || code === 'STORE_OUTCOME_UNKNOWN'))
  t.equal(store.meta.stats().writerRestarts, 1)
  t.equal(await codeOf(store.decisions.append(record())), 'no fault')
  t.match(await store.meta.verify(), { ok: true, decisions: kept.length + 1 })
  await store.close()
})
