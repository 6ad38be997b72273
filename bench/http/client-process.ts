// The load client as a process of its own: does what the harness asks, one thing after the other, and keeps the histograms.

import type { RecordableHistogram } from 'node:perf_hooks'
import { latencyOf, microHistogram } from '../micro-histogram.ts'
import { closedLoad } from './closed-load.ts'
import type { ClientQuestion, LoadRequest } from './process-messages.ts'
import { rateLoad } from './rate-load.ts'
import { streamLoad } from './stream-load.ts'

const sets = new Map<string, readonly LoadRequest[]>()
const histograms = new Map<string, RecordableHistogram>()

async function answer(question: ClientQuestion): Promise<unknown> {
  if (question.kind === 'prepare') {
    sets.set(question.set, question.requests)
    return { prepared: question.requests.length }
  }
  if (question.kind === 'forget') {
    histograms.clear()
    return {}
  }
  if (question.kind === 'latency') return latencyOf(histogramOf(question.histogram))
  const requests = sets.get(question.set)!
  const shared = { target: question, requests, histogram: histogramOf(question.histogram) }
  if (question.kind === 'stream') return await streamLoad({ ...question, ...shared })
  return question.kind === 'closed'
    ? await closedLoad({ ...question, ...shared })
    : await rateLoad({ ...question, ...shared })
}

function histogramOf(name: string): RecordableHistogram {
  let histogram = histograms.get(name)
  if (histogram === undefined) {
    histogram = microHistogram()
    histograms.set(name, histogram)
  }
  return histogram
}

process.on('message', (question: ClientQuestion) => {
  answer(question).then(
    (value) => process.send!(value as object),
    (fault: unknown) => process.send!({ faults: [String(fault)], done: 0, perSecond: 0, clientBusy: 0 }),
  )
})
process.on('disconnect', () => process.exit(0))
process.send!({ kind: 'ready', url: '', token: '' })
