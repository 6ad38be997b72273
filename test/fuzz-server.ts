// The real process for the fuzzers, with a key and a page session of every role; told apart from them, so that its memory and its time are its own.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, type OutgoingHttpHeaders, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { gunzipSync } from 'node:zlib'
import type { Role } from '../src/store/decision-record.ts'
import { openStore } from '../src/store/open-store.ts'
import { fuzzRoles } from './fuzz-requests.ts'

export type FuzzServer = {
  readonly port: number
  readonly tokens: ReadonlyMap<Role, string>
  readonly child: ChildProcess
  /** What it logged about faults of its own, last lines first to go. */
  readonly faults: () => readonly string[]
  readonly residentMiB: () => Promise<number>
  readonly stop: () => Promise<number | string>
}

export type Reply = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  readonly ms: number
}

const root = resolve(import.meta.dirname, '..')
const serverFile =
  process.env.BEAGLE_TEST_BUILT === '1' ? ['dist/server.js'] : ['--import=tsx', 'src/server.ts']

export async function startFuzzServer(
  environment: Readonly<Record<string, string>> = {},
): Promise<FuzzServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'beagle-fuzz-'))
  const tokens = new Map<Role, string>()
  const store = await openStore({ dataDir })
  for (const role of fuzzRoles) {
    const wanted = { clientId: 'fuzz', role, mode: 'live', label: role } as const
    tokens.set(role, (await store.keys.create(wanted, { actor: 'fuzz', reason: null })).token)
  }
  await store.close()
  const child = spawn(process.execPath, serverFile, {
    cwd: root,
    env: {
      ...process.env,
      BEAGLE_DATA_DIR: dataDir,
      BEAGLE_PORT: '0',
      BEAGLE_LOG_LEVEL: 'info',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  process.once('exit', () => child.kill('SIGKILL'))
  const exited = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | string)
  const faults: string[] = []
  const port = await new Promise<number>((found, failed) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        const match = /Server listening at http:[^"]+:(\d+)"/.exec(line)
        if (match !== null) found(Number(match[1]))
        // Pino's levels: 50 is an error. What comes on stderr is Node's own.
        if (/"level":[56]0/.test(line) || stream === child.stderr) faults.push(line.slice(0, 4000))
        if (faults.length > 200) faults.shift()
      })
    }
    void exited.then((code) => failed(new Error(`the server did not start: ${code}\n${faults.join('\n')}`)))
  })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const residentMiB = async () => {
    const { text } = await send({ port, method: 'GET', path: '/metrics', headers: {}, body: null, agent })
    return Number(/^beagle_process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / 2 ** 20
  }
  const stop = async () => {
    agent.destroy()
    child.kill('SIGTERM')
    const code = await exited
    rmSync(dataDir, { recursive: true, force: true })
    return code
  }
  return { port, tokens, child, faults: () => faults, residentMiB, stop }
}

export type Sent = {
  readonly port: number
  readonly method: string
  readonly path: string
  readonly headers: OutgoingHttpHeaders
  readonly body: Buffer | null
  readonly agent: Agent
  /** Rejects after so long without the whole answer. */
  readonly msMax?: number
}

/** One request and its whole answer. Rejects with a TypeError for what node's client will not send. */
export function send({ port, method, path, headers, body, agent, msMax = 30_000 }: Sent): Promise<Reply> {
  return new Promise((answered, failed) => {
    const started = performance.now()
    const length = body === null ? {} : { 'content-length': body.length }
    const sending = request(
      { host: '127.0.0.1', port, method, path, headers: { ...headers, ...length }, agent },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', failed)
        response.on('end', () => {
          clearTimeout(timer)
          const sent = Buffer.concat(parts)
          const isPacked = response.headers['content-encoding'] === 'gzip' && sent.length > 0
          const text = (isPacked ? gunzipSync(sent) : sent).toString()
          answered({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text,
            ms: performance.now() - started,
          })
        })
      },
    )
    const timer = setTimeout(() => sending.destroy(new Error(`no answer within ${msMax} ms`)), msMax)
    sending.on('error', (fault) => {
      clearTimeout(timer)
      failed(fault)
    })
    sending.end(body ?? undefined)
  })
}
