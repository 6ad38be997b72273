// npm run bench:micro [-- --json] [--quick] [--keep] [--dist DIR]: every station of a decision by itself and the whole, on three parcels.
// `--quick` measures less, for a look; `--keep` writes the result under bench/results/; `--dist` takes the compiled code of another tree.

import { scriptOptions } from '../scripts/script-options.ts'
import { benchOptions } from './bench-options.ts'
import { loadCode, ownDist } from './code.ts'
import { measure, type Timing } from './measure.ts'
import { benchParcels } from './parcels.ts'
import { giveResult, nameOf, originLine, originOf } from './results.ts'
import { benchTexts, parcelStations, type Station, textStations } from './stations.ts'

const { values } = scriptOptions(import.meta.filename, { options: benchOptions })

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
const name = nameOf('micro', { isWhole: !values.quick && values.dist === ownDist })
giveResult({ name, origin, figures: { plan, rows }, table: table() }, values)

function table(): string {
  const lines = [originLine(origin), 'Microseconds; median is of batches, the others of single calls.']
  let input = ''
  stations.forEach((station, at) => {
    if (station.input !== input) lines.push('', heading(station))
    input = station.input
    lines.push(tableLine(station.station, timings[at]!))
  })
  return `${lines.join('\n')}\n`
}

function heading({ input }: Station): string {
  const columns = ['median', 'p50', 'p99', 'p99.9', 'max', 'bytes']
  return input.padEnd(34) + columns.map((column) => column.padStart(10)).join('')
}

function tableLine(name: string, { median, p50, p99, p999, max, bytesPerCall }: Timing): string {
  const micros = [median, p50, p99, p999, max].map((value) => value.toFixed(2).padStart(10)).join('')
  return `  ${name.padEnd(32)}${micros}${String(bytesPerCall).padStart(10)}`
}
