// What the service must answer: lanes from the scorer called directly, and the sizes of its answers for the floor to copy.

import assert from 'node:assert/strict'
import type { BenchBody } from '../bodies.ts'
import type { Code } from '../code.ts'
import { benchContext, scored } from '../scored.ts'
import type { AnswerBytes, LoadRequest } from './process-messages.ts'
import type { ServerProcess } from './processes.ts'

const laneOrder = ['green', 'yellow', 'red']

/** Random picks raise the lane of about one parcel in a hundred; many more means that something else does. */
const raisedShareMax = 0.05

type Answer = { readonly itemId: string; readonly lane: string }

/** Sends every body once. The lane must be that of the scorer, or higher where the parcel was picked at random, which is so for good. */
export async function expectedAnswers(
  code: Code,
  service: ServerProcess,
  bodies: readonly BenchBody[],
  asOf: string,
): Promise<readonly LoadRequest[]> {
  let raised = 0
  const requests: LoadRequest[] = []
  for (const { itemId, json } of bodies) {
    const answer = JSON.parse(await post(service, '/v1/score', json)) as Answer
    const lane = scored(code, JSON.parse(json), { ...benchContext, asOf }).result.assessment.evidenceLane
    assert.equal(answer.itemId, itemId)
    if (answer.lane !== lane) raised++
    assert(
      laneOrder.indexOf(answer.lane) >= laneOrder.indexOf(lane),
      `${itemId}: ${answer.lane}, not ${lane}`,
    )
    requests.push({ body: json, expect: [`"itemId":"${itemId}"`, `"lane":"${answer.lane}"`] })
  }
  assert(
    raised <= bodies.length * raisedShareMax,
    `${raised} of ${bodies.length} lanes are higher than the scorer says`,
  )
  return requests
}

export async function answerBytesOf(
  service: ServerProcess,
  bodies: readonly BenchBody[],
  manifest: string,
): Promise<AnswerBytes> {
  const some = bodies.slice(0, 50)
  let single = 0
  for (const { json } of some) single += Buffer.byteLength(await post(service, '/v1/score', json))
  const whole = Buffer.byteLength(await post(service, '/v1/manifests/score', manifest))
  const lines = some.map(({ json }) => `${json}\n`).join('')
  const streamed = Buffer.byteLength(
    await post(service, '/v1/manifests/score', lines, 'application/x-ndjson'),
  )
  return {
    single: Math.round(single / some.length),
    manifest: whole,
    line: Math.round(streamed / (some.length + 1)),
  }
}

async function post(
  { url, token }: ServerProcess,
  path: string,
  body: string,
  type = 'application/json',
): Promise<string> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': type },
    body,
  })
  const text = await response.text()
  assert.equal(response.status, 200, text)
  return text
}
