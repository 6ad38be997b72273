// Closed loop by autocannon: each connection sends its next request when its answer is there. Latencies go to a histogram of our own,
// since autocannon's has whole milliseconds.

import type { RecordableHistogram } from 'node:perf_hooks'
import autocannon from 'autocannon'
import { recordMicros } from '../micro-histogram.ts'
import type { LoadRequest, LoadResult, LoadTarget } from './process-messages.ts'

export type ClosedLoad = {
  readonly target: LoadTarget
  readonly requests: readonly LoadRequest[]
  readonly histogram: RecordableHistogram
  readonly connections: number
  readonly seconds: number
}

export async function closedLoad(load: ClosedLoad): Promise<LoadResult> {
  const { target, requests, histogram, connections, seconds } = load
  const faults: string[] = []
  let client = 0
  let done = 0
  let first = 0
  let latest = 0
  const busy = performance.eventLoopUtilization()
  const options: autocannon.Options = {
    url: target.url,
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${target.token}` },
    body: requests[0]!.body,
    connections,
    duration: seconds,
    timeout: 10,
    setupClient: (one) => one.setRequests(shareOf(requests, client++, connections).map(checked(faults))),
  }
  const answered = (_client: unknown, status: number, _bytes: number, milliseconds: number) => {
    latest = performance.now()
    if (done === 0) first = latest
    done++
    recordMicros(histogram, milliseconds * 1000)
    if (status < 200 || status > 299) faults.push(`status ${status}`)
  }
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(options, (fault: unknown, ended) => (fault ? reject(fault) : resolve(ended)))
    instance.on('response', answered)
    instance.on('reqError', (fault) => faults.push(`connection: ${String(fault)}`))
  })
  if (result.timeouts > 0) faults.push(`${result.timeouts} timeouts`)
  const { utilization } = performance.eventLoopUtilization(busy)
  // autocannon stops on its own tick: what counts is the time between the first answer and the last.
  const perSecond = done < 2 ? 0 : ((done - 1) * 1000) / (latest - first)
  return { done, perSecond, clientBusy: utilization, faults: faults.slice(0, 5) }
}

/** Each connection sends requests of its own, so that the connections together send all of them. */
function shareOf(
  requests: readonly LoadRequest[],
  client: number,
  connections: number,
): readonly LoadRequest[] {
  const size = Math.max(4, Math.ceil(requests.length / connections))
  return Array.from({ length: size }, (_, at) => requests[(client * size + at) % requests.length]!)
}

function checked(faults: string[]) {
  return ({ body, expect }: LoadRequest): autocannon.Request => ({
    body,
    onResponse: (_status, answer) => {
      if (!holds(answer, expect)) faults.push(`mismatch: ${answer.slice(0, 200)}`)
    },
  })
}

export function holds(answer: string, expect: readonly string[]): boolean {
  for (const part of expect) if (!answer.includes(part)) return false
  return true
}
