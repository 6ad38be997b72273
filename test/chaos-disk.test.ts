// The disk of a real process: full and with room again, and a folder on a file system that may only be read. Needs a mount, so it skips where that may not be done.

import { spawnSync } from 'node:child_process'
import { closeSync, ftruncateSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { problemSchema } from '../src/errors.ts'
import { readinessSchema } from '../src/routes/health.ts'
import { openStore } from '../src/store/open-store.ts'
import { parcelOf, testFolder } from './helper.ts'
import { startOrThrow, startServer } from './process-helper.ts'

const run = (...command: readonly [string, ...string[]]): boolean =>
  spawnSync(command[0], command.slice(1)).status === 0

/** A file system of its own for the test, or null where mounting is not allowed. */
function mounted(t: Test, ...options: readonly string[]): string | null {
  const folder = testFolder(t)
  if (!run('mount', ...options, folder)) return null
  t.teardown(() => run('umount', '-l', folder))
  return folder
}

const skipped = 'not tried here: this needs Linux and the right to mount a small file system'

t.test(
  'a full disk: 503 with Retry-After, nothing acknowledged lost, and on it goes when there is room',
  async (t) => {
    const folder = mounted(t, '-t', 'tmpfs', '-o', 'size=64m', 'tmpfs')
    if (folder === null) return void t.pass('mounted', { skip: skipped })
    const dataDir = join(folder, 'data')
    const server = await startOrThrow(t, dataDir)
    const headers = { authorization: `Bearer ${server.key('officer')}`, 'content-type': 'application/json' }
    const acknowledged: string[] = []
    const score = async (key: string) => {
      const body = JSON.stringify(parcelOf('cotton gloves', { clientRef: key }))
      const response = await fetch(`${server.url}/v1/score`, {
        method: 'POST',
        headers: { ...headers, 'idempotency-key': key },
        body,
      })
      const json = (await response.json()) as { decisionId?: string }
      if (response.status === 200) acknowledged.push(json.decisionId!)
      return { response, json }
    }
    const readiness = async () => {
      const response = await fetch(`${server.url}/readyz`)
      return readinessSchema.parse(await response.json())
    }

    await score('before')
    const ballast = join(folder, 'ballast')
    fillUp(ballast, folder, 256 * 1024)
    let refused: Awaited<ReturnType<typeof score>> | null = null
    for (let sent = 0; refused === null && sent < 5000; sent += 10) {
      const batch = await Promise.all(Array.from({ length: 10 }, (_, index) => score(`k${sent + index}`)))
      refused = batch.find(({ response }) => response.status !== 200) ?? null
    }
    t.ok(refused !== null, `full after ${acknowledged.length} decisions`)
    if (refused === null) return
    t.equal(refused.response.status, 503)
    t.match(problemSchema.strict().parse(refused.json), { code: 'STORE_UNAVAILABLE' })
    t.ok(Number(refused.response.headers.get('retry-after')) >= 1)
    // A smaller batch may still have found room, which takes the notice back: until nothing fits.
    let told = ''
    for (let more = 0; more < 200 && told === ''; more++) {
      await score(`more${more}`)
      told = (await readiness()).problems.join(' ')
    }
    t.match(told, /could not be written.*full/i, 'readiness says why')
    for (const id of acknowledged) {
      const found = await fetch(`${server.url}/v1/decisions/${id}`, { headers })
      if (found.status !== 200) t.fail(`${id} was acknowledged and answers ${found.status}`)
      await found.arrayBuffer()
    }
    const again = await Promise.all(['late', 'later'].map(score))
    for (const { response } of again) t.ok([200, 503].includes(response.status), 'honest as long as it lasts')

    rmSync(ballast)
    let resumed = 0
    for (const started = performance.now(); resumed !== 200 && performance.now() - started < 10_000; ) {
      resumed = (await score('late')).response.status
    }
    t.equal(resumed, 200, 'the same key goes through once there is room')
    t.notMatch((await readiness()).problems.join(' '), /could not be written/)

    server.child.kill('SIGKILL')
    await server.exited
    const store = await openStore({ dataDir })
    const ids = [...store.decisions.iterate({})].map(({ id }) => id)
    t.equal(new Set(ids).size, ids.length)
    t.same(
      acknowledged.filter((id) => !ids.includes(id)),
      [],
      `${acknowledged.length} acknowledged, ${ids.length} stored`,
    )
    t.equal(store.meta.gap, null)
    t.match(await store.meta.verify(), { ok: true, decisions: ids.length })
    await store.close()
  },
)

/** Leaves so many bytes of the file system free. */
function fillUp(file: string, folder: string, leaveBytes: number): void {
  const fd = openSync(file, 'w')
  const chunk = Buffer.alloc(64 * 1024, 1)
  let written = 0
  try {
    for (;;) written += writeSync(fd, chunk)
  } catch {
    // Full: this is what was wanted.
  }
  ftruncateSync(fd, Math.max(0, written - leaveBytes))
  closeSync(fd)
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize > 4 * leaveBytes)
    throw new Error(`the file system is not full: ${bavail * bsize} bytes left`)
}

t.test('a data folder that may only be read: the process says so in a sentence and ends', async (t) => {
  const dataDir = testFolder(t)
  const first = await startOrThrow(t, dataDir)
  first.child.kill('SIGTERM')
  await first.exited
  if (!run('mount', '--bind', '-o', 'ro', dataDir, dataDir)) return void t.pass('mounted', { skip: skipped })
  t.teardown(() => run('umount', '-l', dataDir))
  if (!run('mount', '-o', 'remount,bind,ro', dataDir)) return void t.pass('mounted', { skip: skipped })
  const refused = await startServer(t, dataDir)
  t.ok('failed' in refused && refused.code === 1, 'it does not start')
  t.match('failed' in refused ? refused.failed : '', /^Beagle cannot start: .*cannot be written/m)
})
