// Entry of the thread that judges a forest beside the live one.

import { parentPort, workerData } from 'node:worker_threads'
import { toStoreError } from '../store/store-error.ts'
import { createBacktestTally } from './backtest-tally.ts'
import type { EvaluateMessage, EvaluateOrder, ModelEvaluation } from './model-evaluate-job.ts'
import { judgeModel } from './model-judge.ts'
import { recentSamples } from './recent-samples.ts'
import { openThreadStore } from './thread-store.ts'

const post = (message: EvaluateMessage): void => parentPort!.postMessage(message)
const { database, sha256, live: liveRef, window } = workerData as EvaluateOrder
/** Reading and judging rows, then scoring recent parcels: each about half of the work. */
const half = 0.5

function evaluate(): ModelEvaluation {
  const { engines, decisions, trainingRows, outcomeOf, close } = openThreadStore(database)
  const live = engines.engine(liveRef)
  const model = engines.model(sha256)
  const policy = live.customs.pack.bundle.manifest.policy!
  const { rows } = trainingRows.count(window)
  const checked =
    rows === 0
      ? null
      : judgeModel(trainingRows.iterate(window), {
          model,
          live: live.model?.file ?? null,
          prior: policy.prior,
          forestCap: policy.forestCap,
          onProgress: (done) => post({ kind: 'progress', done, share: (half * done) / rows }),
        })
  const tally = createBacktestTally(live, engines.draft(sha256, liveRef).engine, 'model')
  const samples = recentSamples(decisions)
  for (const [index, { id, seq, goods, context }] of samples.entries()) {
    tally.add({ id, goods, context, storedLane: null, outcome: outcomeOf(seq) })
    if (index % 500 === 0)
      post({ kind: 'progress', done: rows + index, share: half + (half * index) / samples.length })
  }
  close()
  const { rules: _none, ...recent } = tally.report()
  return {
    sha256,
    live: liveRef.model,
    checked,
    recent,
    bandPer10k: policy.laneBand.nonGreenPer10kMax,
  }
}

try {
  post({ kind: 'done', report: evaluate() })
} catch (fault) {
  post({ kind: 'failed', message: fault instanceof RangeError ? fault.message : toStoreError(fault).message })
}
