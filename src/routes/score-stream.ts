// Scores an NDJSON stream in order with flat memory: lines are read, decided and answered at the same time, within a bounded window.

import type { Readable } from 'node:stream'
import { AppError } from '../errors.ts'
import { bounds } from '../parcel/bounds.ts'
import type { ManifestCounter } from '../scoring/manifest-counter.ts'
import type { Principal } from '../store/decision-record.ts'
import type { Decided, Decider, Project } from './decide.ts'
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
  /** As JSON. */
  readonly answer: Project<string>
  /** Told of what kept a readable line from its decision. */
  readonly failed: (error: AppError) => void
}

export type SourceLine = { readonly line: number; readonly json: unknown; readonly body: string }

/** A line of the answer: JSON, `type` being `decision` or `error`. */
export type AnswerLine = { readonly failed: boolean; readonly json: string }

/** Lines read but not yet answered: enough to fill group commits, few enough to stay flat. */
const windowLines = 1024

type Batch = { readonly lines: number; answers: readonly AnswerLine[] | null }

/** What the reading half and the answering half of one stream share. */
type Pipe = {
  readonly batches: Batch[]
  pendingLines: number
  linesRead: number
  /** Set when the source is at its end, broken off, or no longer read because the service closes. */
  ended: 'no' | 'complete' | 'broken'
  /** Wakes the answering half: a batch is ready, or there is nothing more to come. */
  wake: () => void
  /** Wakes the reading half: there is room in the window again. */
  makeRoom: () => void
}

/** Yields chunks of answer lines; the last line is always the summary. */
export async function* scoreStream(body: Readable, run: ManifestRun): AsyncGenerator<string> {
  const pipe: Pipe = {
    batches: [],
    pendingLines: 0,
    linesRead: 0,
    ended: 'no',
    wake: () => {},
    makeRoom: () => {},
  }
  // The source is let be at shutdown, not closed: closing it would take the socket with it, and the answer has yet to leave.
  const stop = () => endPipe(pipe, 'broken')
  run.closing.addEventListener('abort', stop)
  try {
    yield* linesOf(pipe, body, run)
  } finally {
    // Else every manifest ever streamed would hang on the signal until the process ends.
    run.closing.removeEventListener('abort', stop)
  }
}

async function* linesOf(pipe: Pipe, body: Readable, run: ManifestRun): AsyncGenerator<string> {
  if (run.closing.aborted) endPipe(pipe, 'broken')
  else void readInto(pipe, body, run)
  const tally = { lines: 0, decided: 0, failed: 0 }
  while (pipe.ended === 'no' || pipe.batches.length > 0) {
    const batch = pipe.batches[0]
    if (batch === undefined || batch.answers === null) {
      await new Promise<void>((resolve) => {
        pipe.wake = resolve
      })
      continue
    }
    pipe.batches.shift()
    pipe.pendingLines -= batch.lines
    pipe.makeRoom()
    if (batch.answers.length > 0) yield textOf(batch.answers, tally)
  }
  const complete = pipe.ended === 'complete'
  yield `${JSON.stringify({ type: 'summary', ...tally, complete, nextLine: pipe.linesRead + 1 })}\n`
}

function endPipe(pipe: Pipe, ended: 'complete' | 'broken'): void {
  if (pipe.ended === 'no') pipe.ended = ended
  pipe.wake()
}

/** The reading half. A client that goes away or sends a broken body ends it; what was read is still answered. */
async function readInto(pipe: Pipe, body: Readable, run: ManifestRun): Promise<void> {
  try {
    for await (const texts of splitLines(body, bounds.lineBytes)) {
      if (pipe.ended !== 'no') return
      startBatch(pipe, texts, run)
      if (pipe.pendingLines < windowLines) continue
      await new Promise<void>((resolve) => {
        pipe.makeRoom = resolve
      })
    }
    endPipe(pipe, 'complete')
  } catch {
    endPipe(pipe, 'broken')
  }
}

function startBatch(pipe: Pipe, texts: readonly (string | null)[], run: ManifestRun): void {
  const work: Promise<AnswerLine>[] = []
  for (const text of texts) {
    pipe.linesRead++
    if (text !== '') work.push(scoreText(pipe.linesRead, text, run))
  }
  const batch: Batch = { lines: texts.length, answers: null }
  pipe.batches.push(batch)
  pipe.pendingLines += texts.length
  // No line rejects: each becomes a decision or an error line.
  void Promise.all(work).then((answers) => {
    batch.answers = answers
    pipe.wake()
  })
}

function textOf(
  lines: readonly AnswerLine[],
  tally: { lines: number; decided: number; failed: number },
): string {
  let text = ''
  for (const line of lines) {
    tally.lines++
    if (line.failed) tally.failed++
    else tally.decided++
    text += `${line.json}\n`
  }
  return text
}

function scoreText(line: number, text: string | null, run: ManifestRun): Promise<AnswerLine> {
  if (text === null) {
    const error = new AppError('BODY_TOO_LARGE', `A line holds at most ${bounds.lineBytes} bytes.`)
    return Promise.resolve(errorLine(line, error))
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return Promise.resolve(errorLine(line, new AppError('INVALID_JSON', 'The line is not JSON.')))
  }
  return scoreLine({ line, json, body: text }, run)
}

/**
 * One line, decided or failed; it never rejects, so a bad line fails alone. Not an async function: that would hold on to the declared
 * parcel until its commit, and collections would copy a thousand of them.
 */
export function scoreLine({ line, json, body }: SourceLine, run: ManifestRun): Promise<AnswerLine> {
  const failed = (fault: unknown): AnswerLine => {
    const error = toAppError(fault)
    run.failed(error)
    return errorLine(line, error)
  }
  const request = {
    json,
    principal: run.principal,
    receivedAtMs: run.nowMs(),
    counter: run.counter,
    idempotency: run.idempotencyKey === null ? null : { key: run.idempotencyKey, line, body },
    deadlineAt: null,
  }
  let decided: Promise<Decided<string>>
  try {
    decided = run.decide(request, run.answer)
  } catch (fault) {
    return Promise.resolve(failed(fault))
  }
  return decided.then(decisionLine(line), failed)
}

/** Apart from `scoreLine`, so that it remembers the line's number and not its text. */
function decisionLine(line: number) {
  return ({ answer, replayed }: Decided<string>): AnswerLine => ({
    failed: false,
    json: `{"type":"decision","line":${line},"replayed":${replayed},"decision":${answer}}`,
  })
}

function errorLine(line: number, { code, message, errors }: AppError): AnswerLine {
  return { failed: true, json: JSON.stringify({ type: 'error', line, code, message, errors }) }
}
