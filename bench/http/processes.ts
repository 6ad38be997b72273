// Starts the processes of the HTTP measurements and asks them things, one question at a time.

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { Latency } from '../micro-histogram.ts'
import type {
  AnswerBytes,
  ClientQuestion,
  LoadQuestion,
  LoadResult,
  ServerReady,
  ServerReport,
} from './process-messages.ts'

export type ServerProcess = {
  readonly url: string
  readonly token: string
  /** Of the time since the last call. */
  readonly report: () => Promise<ServerReport>
  readonly answerWith: (bytes: AnswerBytes) => void
  readonly close: () => Promise<void>
}

export type LoadClient = {
  readonly load: (question: LoadQuestion) => Promise<LoadResult>
  readonly prepare: (question: Extract<ClientQuestion, { kind: 'prepare' }>) => Promise<void>
  readonly latency: (histogram: string) => Promise<Latency>
  /** Empties all histograms. */
  readonly forget: () => Promise<void>
  readonly close: () => Promise<void>
}

export async function startServer(
  entry: 'service' | 'floor' | 'house',
  parameters: readonly string[],
): Promise<ServerProcess> {
  const child = start(`${entry}-process.ts`, parameters)
  const { url, token } = (await answerOf(child)) as ServerReady
  return {
    url,
    token,
    report: () => ask<ServerReport>(child, { kind: 'stats' }),
    answerWith: (bytes) => void child.send({ kind: 'answers', ...bytes }),
    close: () => close(child),
  }
}

export async function startClient(): Promise<LoadClient> {
  const child = start('client-process.ts', [])
  await answerOf(child)
  return {
    load: (question) => ask(child, question),
    prepare: async (question) => void (await ask(child, question)),
    latency: (histogram) => ask(child, { kind: 'latency', histogram }),
    forget: async () => void (await ask(child, { kind: 'forget' })),
    close: () => close(child),
  }
}

function start(file: string, parameters: readonly string[]): ChildProcess {
  return fork(resolve(import.meta.dirname, file), parameters, { execArgv: ['--import=tsx'] })
}

function ask<Answer>(child: ChildProcess, question: object): Promise<Answer> {
  child.send(question)
  return answerOf(child) as Promise<Answer>
}

function answerOf(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`a process of the harness ended with ${code}`))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message)
    })
  })
}

/** They end when the channel closes. */
async function close(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const exited = once(child, 'exit')
  child.disconnect()
  await exited
}
