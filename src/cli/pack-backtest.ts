// beagle pack backtest: a pack folder against stored decisions, or against the parcels of an NDJSON file.

import { createReadStream } from 'node:fs'
import { backtestDecisions } from '../jobs/backtest-decisions.ts'
import {
  type BacktestReport,
  createBacktestTally,
  type KnownOutcome,
  knownOutcomes,
} from '../jobs/backtest-tally.ts'
import type { TimeWindow } from '../jobs/time-window.ts'
import { bounds } from '../parcel/bounds.ts'
import { dayMs } from '../parcel/day.ts'
import { readParcel } from '../parcel/read-parcel.ts'
import { splitLines } from '../routes/split-lines.ts'
import type { Pack } from '../rules/pack-bundle.ts'
import { lanes } from '../scoring/assessment.ts'
import { buildEngine } from '../scoring/build-engine.ts'
import type { Engine } from '../scoring/engine.ts'
import { createManifestCounter } from '../scoring/manifest-counter.ts'
import { prepareGoods } from '../scoring/prepare-goods.ts'
import { scorerVersion } from '../scoring/scorer-version.ts'
import type { Slot } from '../store/bundle-shelf.ts'
import { loadEngine as loadStoredEngine } from '../store/engines.ts'
import { packFromFolder, problemLine } from '../store/load-shipped.ts'
import { StoreError } from '../store/store-error.ts'
import { loadEngine } from './load-engine.ts'
import { type CommandOutput, createProgress, runCommand, writeLine } from './store-output.ts'
import { openStoreToRead } from './store-to-read.ts'
import { UsageError } from './usage-error.ts'

export type PackBacktestOptions = {
  readonly dataDir?: string
  readonly file?: string
  /** Pack folder to compare with; the shipped one, or with a data folder the one that answers there. */
  readonly against?: string
  readonly fromMs?: number
  readonly toMs?: number
  readonly json?: boolean
}

const windowDays = 7
const rulesShown = 20

export const packBacktest = (
  folder: string,
  options: PackBacktestOptions,
  output: CommandOutput,
): Promise<number> =>
  runCommand(output, async () => {
    if ((options.file === undefined) === (options.dataDir === undefined))
      throw new UsageError('Name either --file or --data-dir.')
    const draft = await packOrProblems(folder)
    const report =
      options.file === undefined
        ? await overStore(draft, options.dataDir!, options, output)
        : await overFile(draft, options.file, options, output)
    await writeLine(
      output.stdout,
      options.json === true ? JSON.stringify(report, null, 2) : formatReport(report),
    )
    return 0
  })

async function packOrProblems(folder: string): Promise<Pack> {
  const pack = await packFromFolder(folder)
  if (!('bundle' in pack)) throw new UsageError(pack.join('\n'))
  return pack
}

function withPack(base: Engine, pack: Pack): { readonly engine: Engine; readonly slot: Slot } {
  const slot = pack.bundle.manifest.kind
  const customs = slot === 'customs' ? pack : base.customs.pack
  const carrier = slot === 'carrier' ? pack : (base.carrier?.pack ?? null)
  const built = buildEngine({ customs, carrier, model: base.model?.file ?? null })
  if (!built.ok) throw new UsageError(built.problems.map(problemLine).join('\n'))
  return { engine: built.engine, slot }
}

async function overStore(
  pack: Pack,
  dataDir: string,
  options: PackBacktestOptions,
  output: CommandOutput,
): Promise<BacktestReport> {
  const { shelf, decisions, outcomeOf, close } = openStoreToRead(dataDir)
  const progress = createProgress(output)
  try {
    const [customs, carrier, model] = (['customs', 'carrier', 'model'] as const).map(
      (slot) => shelf.pointers(slot).active,
    )
    const stored =
      customs == null
        ? null
        : loadStoredEngine(
            { customs, carrier: carrier ?? null, model: model ?? null, scorer: scorerVersion },
            shelf,
          )
    if (stored === null) throw new StoreError('NOT_FOUND', 'The pack that answers there cannot be read.')
    const live =
      options.against === undefined ? stored : withPack(stored, await packOrProblems(options.against)).engine
    const { engine: draft, slot } = withPack(stored, pack)
    const onProgress = (done: number) => progress.show(`${done.toLocaleString('en')} decisions`)
    return backtestDecisions({
      decisions,
      outcomeOf,
      window: windowOf(options),
      live,
      draft,
      slot,
      onProgress,
    })
  } finally {
    progress.done()
    close()
  }
}

function windowOf({ fromMs, toMs }: PackBacktestOptions): TimeWindow {
  const end = toMs ?? Date.now()
  return { fromMs: fromMs ?? end - windowDays * dayMs, toMs: end }
}

async function overFile(
  pack: Pack,
  file: string,
  { against }: PackBacktestOptions,
  output: CommandOutput,
): Promise<BacktestReport & { readonly unread: number }> {
  const live = await loadEngine(against === undefined ? {} : { pack: against })
  const { engine: draft, slot } = withPack(live, pack)
  const tally = createBacktestTally(live, draft, slot)
  const counter = createManifestCounter()
  const progress = createProgress(output)
  const now = `${new Date().toISOString().slice(0, 19)}Z`
  let line = 0
  let unread = 0
  for await (const batch of splitLines(createReadStream(file), bounds.lineBytes)) {
    for (const text of batch) {
      line++
      if (text === '') continue
      const reading = text === null ? null : readLine(text)
      if (reading === null || !reading.ok) {
        unread++
        continue
      }
      const { parcel } = reading
      const context = { asOf: parcel.postedAt ?? now, draw: null, manifest: counter.next(parcel) }
      const goods = prepareGoods(parcel, live.reader)
      tally.add({ id: `line ${line}`, goods, context, storedLane: null, outcome: null })
    }
    progress.show(`${line.toLocaleString('en')} parcels`)
  }
  progress.done()
  return { ...tally.report(), unread }
}

function readLine(text: string) {
  try {
    return readParcel(JSON.parse(text), { mayVerify: false })
  } catch {
    return null
  }
}

const outcomeTitles: Readonly<Record<KnownOutcome, string>> = {
  listedWithoutPapers: 'found listed without papers',
  cleared: 'checked and cleared',
  notKnown: 'never checked',
}

/** How many of each kind were and would be other than green. */
function outcomeLines({ outcomes, parcels }: BacktestReport): string[] {
  const counts = knownOutcomes.map((known) => {
    const shift = outcomes[known]
    const all = lanes.reduce((sum, from) => sum + lanes.reduce((row, to) => row + shift[from][to], 0), 0)
    const was = all - lanes.reduce((row, to) => row + shift.green[to], 0)
    const now = all - lanes.reduce((row, from) => row + shift[from].green, 0)
    return { known, all, was, now }
  })
  if (counts.find(({ known }) => known === 'notKnown')?.all === parcels) return []
  return counts.map(
    ({ known, all, was, now }) => `${outcomeTitles[known]}: ${was} -> ${now} of ${all} not green`,
  )
}

function formatReport(
  report: BacktestReport & { readonly unread?: number; readonly unscored?: number },
): string {
  const { parcels, alertsPer10k, changed, rules } = report
  const cell = (value: string | number) => String(value).padStart(9)
  const lines = [
    `${parcels.toLocaleString('en')} parcels scored with both; ${report.unread ?? 0} could not be read, ${report.unscored ?? 0} never scored`,
    '',
    `from \\ to${lanes.map(cell).join('')}`,
    ...lanes.map((from) => from.padEnd(9) + lanes.map((to) => cell(report.lanes[from][to])).join('')),
    '',
    `alerts per 10,000: ${alertsPer10k.live.nonGreen} -> ${alertsPer10k.draft.nonGreen} (red ${alertsPer10k.live.red} -> ${alertsPer10k.draft.red})`,
    `${changed.parcels.toLocaleString('en')} parcels change lane or action`,
    ...outcomeLines(report),
  ]
  const moved = rules.filter(({ gained, lost }) => gained + lost > 0).slice(0, rulesShown)
  if (moved.length > 0) lines.push('', `${'fires more'.padStart(10)} ${'less'.padStart(8)}  rule`)
  for (const { rule, gained, lost } of moved)
    lines.push(`${`+${gained}`.padStart(10)} ${`-${lost}`.padStart(8)}  ${rule}`)
  return lines.join('\n')
}
