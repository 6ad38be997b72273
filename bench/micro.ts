// npm run bench:micro [-- --json] [--quick] [--keep] [--dist DIR]: every station of a decision by itself and the whole, on three parcels.

import { scriptOptions } from '../scripts/script-options.ts'
import { loadCode, ownDist } from './code.ts'
import { measure, type Timing } from './measure.ts'
import { benchParcels } from './parcels.ts'
import { keepResult, originLine, originOf } from './results.ts'
import { benchTexts, parcelStations, type Station, textStations } from './stations.ts'

const { values } = scriptOptions(import.meta.filename, {
  options: {
    json: { type: 'boolean', default: false },
    /** A tenth of the rounds, for a look. */
    quick: { type: 'boolean', default: false },
    /** Writes the result under bench/results/. */
    keep: { type: 'boolean', default: false },
    dist: { type: 'string', default: ownDist },
  },
})

const plan = { rounds: values.quick ? 30 : 300, batchMicros: 400, singles: 50 }
const origin = originOf(new Date())
const code = await loadCode(values.dist)
const stations = [
  ...textStations(code, benchTexts(code.engine)),
  ...benchParcels().flatMap((parcel) => parcelStations(code, parcel)),
]
const timings = measure(
  stations.map(({ run }) => run),
  plan,
)
const rows = stations.map(({ station, input }, at) => ({ station, input, ...timings[at]! }))
if (values.json) process.stdout.write(`${JSON.stringify({ name: 'micro', origin, plan, rows }, null, 2)}\n`)
else printTable()
if (values.keep) process.stderr.write(`Kept in ${keepResult('micro', origin, { plan, rows })}\n`)

function printTable(): void {
  const lines = [originLine(origin), 'Microseconds; median is of batches, the others of single calls.']
  let input = ''
  stations.forEach((station, at) => {
    if (station.input !== input) lines.push('', heading(station))
    input = station.input
    lines.push(tableLine(station.station, timings[at]!))
  })
  process.stdout.write(`${lines.join('\n')}\n`)
}

function heading({ input }: Station): string {
  const columns = ['median', 'p50', 'p99', 'p99.9', 'max', 'bytes']
  return input.padEnd(34) + columns.map((column) => column.padStart(10)).join('')
}

function tableLine(name: string, { median, p50, p99, p999, max, bytesPerCall }: Timing): string {
  const micros = [median, p50, p99, p999, max].map((value) => value.toFixed(2).padStart(10)).join('')
  return `  ${name.padEnd(32)}${micros}${String(bytesPerCall).padStart(10)}`
}
