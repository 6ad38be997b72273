// What the harness and its processes say to each other: one question, one answer, over Node's own channel.

import type { ServerStats } from './server-probe.ts'

export type ServerReady = { readonly kind: 'ready'; readonly url: string; readonly token: string }

/** Asked of every server; the service alone counts commits. */
export type ServerReport = {
  readonly kind: 'stats'
  readonly stats: ServerStats
  readonly commits: number
  readonly rows: number
  /** Time of a commit at the writer, microseconds, since the last question. */
  readonly commitP50: number
  readonly commitP99: number
}

export type AnswerBytes = { readonly single: number; readonly manifest: number; readonly line: number }

export type ServerQuestion = { readonly kind: 'stats' } | ({ readonly kind: 'answers' } & AnswerBytes)

export type LoadRequest = {
  readonly body: string
  /** The answer must hold each of these. */
  readonly expect: readonly string[]
}

/** Requests of one arm, kept by the client under a name. */
export type Prepare = {
  readonly kind: 'prepare'
  readonly set: string
  readonly requests: readonly LoadRequest[]
}

export type LoadTarget = {
  readonly url: string
  readonly token: string
  readonly set: string
  /** Latencies are added to the histogram of this name. */
  readonly histogram: string
}

/** Each connection sends its next request when its answer is there. */
type ClosedLoop = { readonly kind: 'closed'; readonly connections: number; readonly seconds: number }

/** Requests have a planned time, and latencies count from it. */
type FixedRate = {
  readonly kind: 'rate'
  readonly connections: number
  readonly seconds: number
  readonly perSecond: number
}

export type Stream = {
  readonly kind: 'stream'
  readonly lines: number
  /** Lines a second, each with a planned time that its latency counts from; null: as fast as they are taken. */
  readonly perSecond: number | null
  /** What every answer line must hold; `$line` stands for its number. */
  readonly expectLine: readonly string[]
  /** After the answers comes a line that says how many were decided. */
  readonly hasSummary: boolean
}

export type Load = ClosedLoop | FixedRate | Stream

export type LoadQuestion = LoadTarget & Load

export type ClientQuestion =
  | Prepare
  | LoadQuestion
  | { readonly kind: 'latency'; readonly histogram: string }
  /** Empties all histograms: what came before was warm-up. */
  | { readonly kind: 'forget' }

export type LoadResult = {
  readonly done: number
  readonly perSecond: number
  /** Share of the time in which the client was busy: near 1, it and not the server was the limit. Null where it naps. */
  readonly clientBusy: number | null
  /** Any of these fails the run: wrong status, wrong answer, broken connection. */
  readonly faults: readonly string[]
}
