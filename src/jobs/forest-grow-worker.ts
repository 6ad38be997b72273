// One worker of forest-grow: bins features, waits until all are binned, grows trees. It takes work off shared
// counters until none is left.

import { once } from 'node:events'
import { parentPort, workerData } from 'node:worker_threads'
import { binColumn } from '../forest/bin-columns.ts'
import { growOne, outOfBagSums } from '../forest/grow.ts'
import { treeScratch } from '../forest/grow-tree.ts'
import { control, type GrowWorkerData, type GrowWorkerMessage, type GrowWorkerStart } from './forest-grow.ts'

const { columns, labels, weights, parameters, bins, control: counters } = workerData as GrowWorkerData
const port = parentPort!
const rows = labels.length

function post(message: GrowWorkerMessage): void {
  port.postMessage(message)
}

function takeNext(counter: number, end: number): number {
  if (Atomics.load(counters, control.cancelled) === 1) return -1
  const next = Atomics.add(counters, counter, 1)
  return next < end ? next : -1
}

const started = once(port, 'message')
for (
  let feature = takeNext(control.nextFeature, columns.length);
  feature >= 0;
  feature = takeNext(control.nextFeature, columns.length)
) {
  post({ kind: 'binned', feature, cuts: binColumn(columns[feature]!, feature, bins, parameters.binsMax) })
}

const [{ cuts }] = (await started) as [GrowWorkerStart]
const binned = { rows, bins, cuts }
const scratch = treeScratch(binned)
const outOfBag = outOfBagSums(rows, parameters.trees, labels)
for (
  let index = takeNext(control.nextTree, parameters.trees);
  index >= 0;
  index = takeNext(control.nextTree, parameters.trees)
) {
  const tree = growOne({ binned, data: { labels, weights }, parameters, index, scratch, outOfBag })
  post({ kind: 'grown', index, tree })
}
post({ kind: 'finished', outOfBag })
