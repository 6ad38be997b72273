// Starts the real server process on a free port and waits until it is ready.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import type { Test } from 'tap'

const root = resolve(import.meta.dirname, '..')

/** `npm test` builds first and says so; a test file run by itself uses the sources, which are never stale. */
const serverCommand =
  process.env.BEAGLE_TEST_BUILT === '1' ? ['dist/server.js'] : ['--import=tsx', 'src/server.ts']

export type Server = {
  readonly url: string
  readonly child: ChildProcess
  readonly key: (role: 'courier' | 'officer' | 'ops') => string
  /** Everything it has printed so far. */
  readonly output: () => string
  /** Resolves to the exit code, or the signal's name. */
  readonly exited: Promise<number | string>
}

export type Started = Server | { readonly failed: string; readonly code: number | string }

export async function startServer(
  t: Test,
  dataDir: string,
  environment: Record<string, string> = {},
): Promise<Started> {
  const child = spawn(process.execPath, serverCommand, {
    cwd: root,
    env: { ...process.env, BEAGLE_DATA_DIR: dataDir, BEAGLE_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.teardown(() => child.kill('SIGKILL'))
  const exited = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | string)
  let output = ''
  const ready = new Promise<string>((found) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        output += `${line}\n`
        const match = /Server listening at (http:[^"]+)"/.exec(line)
        if (match !== null) found(match[1]!)
      })
    }
  })
  const url = await Promise.race([ready, exited.then((code) => ({ code }))])
  if (typeof url === 'string') while (!output.includes('"msg":"ready"')) await setTimeout(10)
  if (typeof url !== 'string') return { failed: output, code: url.code }
  const key = (role: 'courier' | 'officer' | 'ops') => {
    const keys = JSON.parse(readFileSync(join(dataDir, 'demo-keys.json'), 'utf8')) as Record<string, string>
    return keys[role]!
  }
  return { url, child, key, output: () => output, exited }
}

export async function startOrThrow(
  t: Test,
  dataDir: string,
  environment?: Record<string, string>,
): Promise<Server> {
  const started = await startServer(t, dataDir, environment)
  if ('failed' in started) throw new Error(`the server did not start (${started.code}):\n${started.failed}`)
  return started
}
