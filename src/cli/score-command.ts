// `beagle score`: parcels from a file or stdin, decisions to stdout in the same form and order. No key, no store, no random pick.

import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { Readable, Writable } from 'node:stream'
import { bounds } from '../parcel/bounds.ts'
import { splitLines } from '../routes/split-lines.ts'
import type { Engine } from '../scoring/engine.ts'
import { createManifestCounter, type ManifestCounter } from '../scoring/manifest-counter.ts'
import { loadEngine } from './load-engine.ts'
import { csvHeaderLine, csvRow, readCsvParcels } from './manifest-csv.ts'
import { type Audience, type OfflineAnswer, scoreOffline } from './score-offline.ts'
import { createProgress } from './store-output.ts'
import { UsageError } from './usage-error.ts'

export type ScoreOptions = {
  readonly audience: Audience
  readonly ndjson?: boolean
  readonly csv?: boolean
  readonly pack?: string
  readonly model?: string | false
  readonly asOf?: string
  readonly language: string
}

export type Streams = { readonly stdin: Readable; readonly stdout: Writable; readonly stderr: Writable }

type Scoring = {
  readonly engine: Engine
  readonly options: ScoreOptions
  readonly streams: Streams
  readonly tally: { scored: number; failed: number }
}

/** Returns the exit code: 0 when every parcel was scored, 1 when any was not. */
export async function runScore(file: string, options: ScoreOptions, streams: Streams): Promise<number> {
  const tally = { scored: 0, failed: 0 }
  const ready = async (): Promise<Scoring> => ({ engine: await loadEngine(options), options, streams, tally })
  if (options.csv === true || file.endsWith('.csv')) await scoreCsv(file, await ready())
  else if (options.ndjson === true || /\.(?:ndjson|jsonl)$/.test(file)) await scoreNdjson(file, await ready())
  else {
    // What is no JSON is told before the packs are compiled.
    const json = await readJson(file, streams)
    await scoreJson(json, await ready())
  }
  return tally.failed === 0 ? 0 : 1
}

function open(file: string, { stdin }: Streams): Readable {
  return file === '-' ? stdin : createReadStream(file)
}

async function readJson(file: string, { stdin }: Streams): Promise<unknown> {
  const text = file === '-' ? await readAll(stdin) : await readFile(file, 'utf8')
  try {
    return JSON.parse(text)
  } catch (fault) {
    throw new UsageError(
      `${file}: not JSON (${(fault as Error).message}). For one parcel a line, add --ndjson.`,
    )
  }
}

async function scoreJson(json: unknown, scoring: Scoring): Promise<void> {
  const counter = Array.isArray(json) ? createManifestCounter() : null
  const answers = Array.isArray(json)
    ? json.map((parcel) => scoreOne(parcel, counter, scoring))
    : scoreOne(json, null, scoring)
  await write(scoring.streams.stdout, `${JSON.stringify(answers, null, 2)}\n`)
}

async function scoreNdjson(file: string, scoring: Scoring): Promise<void> {
  const { stdout } = scoring.streams
  const counter = createManifestCounter()
  const progress = createRate(scoring)
  for await (const batch of splitLines(open(file, scoring.streams), bounds.lineBytes)) {
    let text = ''
    for (const line of batch) {
      if (line === '') continue
      text += `${JSON.stringify(scoreLine(line, counter, scoring))}\n`
    }
    await write(stdout, text)
    progress.show()
  }
  progress.done()
}

function scoreLine(line: string | null, counter: ManifestCounter, scoring: Scoring): OfflineAnswer {
  if (line === null)
    return failure(scoring, 'BODY_TOO_LARGE', `A line holds at most ${bounds.lineBytes} bytes.`)
  try {
    return scoreOne(JSON.parse(line), counter, scoring)
  } catch {
    return failure(scoring, 'INVALID_JSON', 'The line is not JSON.')
  }
}

async function scoreCsv(file: string, scoring: Scoring): Promise<void> {
  const { stdout } = scoring.streams
  const counter = createManifestCounter()
  const progress = createRate(scoring)
  await write(stdout, csvHeaderLine(scoring.options.audience))
  for await (const parcel of readCsvParcels(open(file, scoring.streams), file)) {
    const answer = scoreOne(parcel, counter, scoring)
    await write(stdout, csvRow(answer, scoring.options.audience))
    progress.show()
  }
  progress.done()
}

function scoreOne(json: unknown, counter: ManifestCounter | null, scoring: Scoring): OfflineAnswer {
  const { audience, asOf, language } = scoring.options
  const answer = scoreOffline(json, counter, scoring.engine, { audience, language, asOf: asOf ?? null })
  if (answer.status === 'scored') scoring.tally.scored++
  else scoring.tally.failed++
  return answer
}

function failure(scoring: Scoring, code: string, message: string): OfflineAnswer {
  scoring.tally.failed++
  return { status: 'error', code, message, errors: [] }
}

/** How many parcels so far and how fast, for whoever watches a terminal. */
function createRate({ streams, tally }: Scoring) {
  const started = performance.now()
  const progress = createProgress(streams)
  return {
    show: () => {
      const parcels = tally.scored + tally.failed
      const rate = Math.round((parcels * 1000) / (performance.now() - started))
      progress.show(`${parcels.toLocaleString('en')} parcels, ${rate.toLocaleString('en')} a second`)
    },
    done: progress.done,
  }
}

async function readAll(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

/** Waits where the reader of our output is slower than we are, so that memory stays flat. */
function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (fault) => (fault ? reject(fault) : resolve()))
  })
}
