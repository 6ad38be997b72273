// One arm of a comparison: the code of one folder in a process of its own, which times one round of batches when asked.

import { parseArgs } from 'node:util'
import { loadCode } from '../code.ts'
import { batchMean, batchSize } from '../measure.ts'
import { benchParcels } from '../parcels.ts'
import { type BenchTexts, parcelStations, type Station, textStations } from '../stations.ts'

/** Every station of the typical parcel, and the whole for the other two. */
const otherParcelStations = new Set(['assess', 'parse: readParcel'])
/** Not our code, or too short to time: less than the clock and the loop around it. */
const leftOut = new Set(['parse: JSON.parse', 'policy'])

const batchMicros = 600
/** The first rounds, which are not counted, are warm-up as well. */
const warmUpCalls = 1000

const { values } = parseArgs({ options: { dist: { type: 'string' } } })
const texts = await new Promise<BenchTexts>((resolve) => process.once('message', resolve))
const stations = await guardedStations(values.dist!)
/** Powers of two, so that two copies of one tree nearly always make the same calls. */
const sizes = stations.map(({ run }) => 2 ** Math.round(Math.log2(batchSize(run, batchMicros, warmUpCalls))))

process.on('message', (question: { readonly round: number }) => {
  const means = new Array<number>(stations.length)
  for (let turn = 0; turn < stations.length; turn++) {
    const at = (turn + question.round) % stations.length
    means[at] = batchMean(stations[at]!.run, sizes[at]!)
  }
  process.send!({ means })
})
process.on('disconnect', () => process.exit(0))
process.send!({ stations: stations.map(({ station, input }) => `${station} | ${input}`) })

async function guardedStations(dist: string): Promise<readonly Station[]> {
  const code = await loadCode(dist)
  const [clean, typical, many] = benchParcels()
  const other = [clean!, many!].flatMap((parcel) => parcelStations(code, parcel))
  return [
    ...parcelStations(code, typical!).filter(({ station }) => !leftOut.has(station)),
    ...other.filter(({ station }) => otherParcelStations.has(station)),
    ...textStations(code, texts),
  ]
}
