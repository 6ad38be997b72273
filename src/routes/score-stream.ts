// Scores an NDJSON stream in order with flat memory: a bounded window of lines is being written while the next ones are read.

import type { Readable } from 'node:stream'
import { AppError } from '../errors.ts'
import { bounds } from '../parcel/bounds.ts'
import type { ManifestCounter } from '../scoring/manifest-counter.ts'
import type { Principal } from '../store/decision-record.ts'
import type { Answerer } from './answer.ts'
import type { Decider } from './decide.ts'
import { toAppError } from './error-handler.ts'
import { splitLines } from './split-lines.ts'

export type ManifestRun = {
  readonly decide: Decider
  readonly principal: Principal
  readonly nowMs: () => number
  /** Aborted when the service shuts down: the stream then ends after its last committed line. */
  readonly closing: AbortSignal
  readonly counter: ManifestCounter
  readonly idempotencyKey: string | null
  readonly answer: Answerer
  readonly requestId: string
}

export type SourceLine = { readonly line: number; readonly json: unknown; readonly body: string }

export type StreamLine =
  | {
      readonly type: 'decision'
      readonly line: number
      readonly replayed: boolean
      readonly decision: object
    }
  | {
      readonly type: 'error'
      readonly line: number
      readonly code: string
      readonly message: string
      readonly errors: readonly {
        readonly pointer: string
        readonly code: string
        readonly message: string
      }[]
    }

/** Lines in flight: enough to fill a group commit, few enough to stay flat. */
const windowLines = 512

/** Yields chunks of answer lines; the last line is always the summary. */
export async function* scoreStream(body: Readable, run: ManifestRun): AsyncGenerator<string> {
  const tally = { lines: 0, decided: 0, failed: 0 }
  let pending: Promise<StreamLine>[] = []
  let line = 0
  let complete = false
  try {
    for await (const batch of untilClosing(splitLines(body, bounds.lineBytes), run.closing)) {
      for (const text of batch) {
        line++
        if (text !== '') pending.push(scoreText(line, text, run))
      }
      if (pending.length >= windowLines) {
        yield flush(await Promise.all(pending), tally)
        pending = []
      }
    }
    complete = !run.closing.aborted
  } catch {
    // The client went away or sent a broken body: what was read is answered, and the summary says where to go on.
  }
  if (pending.length > 0) yield flush(await Promise.all(pending), tally)
  const { lines, decided, failed } = tally
  const summary = { type: 'summary', lines, decided, failed, complete, nextLine: line + 1 }
  yield `${JSON.stringify(summary)}\n`
}

/**
 * Passes batches on until the service shuts down, also while none arrives. The source is let be, not closed:
 * closing it would take the socket with it, and the answer has yet to leave.
 */
async function* untilClosing<T>(source: AsyncGenerator<T>, closing: AbortSignal): AsyncGenerator<T> {
  const closed = new Promise<null>((resolve) => {
    if (closing.aborted) resolve(null)
    closing.addEventListener('abort', () => resolve(null), { once: true })
  })
  while (!closing.aborted) {
    const step = await Promise.race([source.next(), closed])
    if (step === null || step.done === true) return
    yield step.value
  }
}

function flush(
  lines: readonly StreamLine[],
  tally: { lines: number; decided: number; failed: number },
): string {
  let text = ''
  for (const line of lines) {
    tally.lines++
    if (line.type === 'decision') tally.decided++
    else tally.failed++
    text += `${JSON.stringify(line)}\n`
  }
  return text
}

function scoreText(line: number, text: string | null, run: ManifestRun): Promise<StreamLine> {
  if (text === null) {
    return Promise.resolve(
      errorLine(line, new AppError('BODY_TOO_LARGE', `A line holds at most ${bounds.lineBytes} bytes.`)),
    )
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return Promise.resolve(errorLine(line, new AppError('INVALID_JSON', 'The line is not JSON.')))
  }
  return scoreLine({ line, json, body: text }, run)
}

/** One line, decided or failed; it never rejects, so a bad line fails alone. */
export async function scoreLine({ line, json, body }: SourceLine, run: ManifestRun): Promise<StreamLine> {
  try {
    const { decision, engine, replayed } = await run.decide({
      json,
      principal: run.principal,
      receivedAtMs: run.nowMs(),
      counter: run.counter,
      idempotency: run.idempotencyKey === null ? null : { key: `${run.idempotencyKey}#${line}`, body },
    })
    return { type: 'decision', line, replayed, decision: run.answer(decision, engine) }
  } catch (fault) {
    return errorLine(line, toAppError(fault))
  }
}

function errorLine(line: number, error: AppError): StreamLine {
  return { type: 'error', line, code: error.code, message: error.message, errors: error.errors }
}
