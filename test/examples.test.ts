// The example parcels through the shipped packs and forest: documented ones with a ground are not let through, ordinary ones are.

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t from 'tap'
import { z } from 'zod'
import { exampleFiles } from '../scripts/docs-examples.ts'
import { loadEngine } from '../src/cli/load-engine.ts'
import { scoreOffline } from '../src/cli/score-offline.ts'
import { readParcel } from '../src/parcel/read-parcel.ts'
import { officerDecisionSchema } from '../src/routes/schemas/answer-schema.ts'
import { parcelSchema } from '../src/routes/schemas/parcel-schema.ts'

const root = resolve(import.meta.dirname, '..')
const engine = await loadEngine({})

const exampleSchema = z.strictObject({
  source: z.string().min(10),
  note: z.string().min(5),
  found: z.string(),
  expect: z.strictObject({ notGreen: z.boolean() }),
  parcel: parcelSchema,
})

/** The answer to a parcel as over HTTP, which adds only the id. */
function score(parcel: unknown) {
  const options = { audience: 'officer', language: 'en', asOf: '2026-11-20T10:00:00Z' } as const
  const answer = scoreOffline(parcel, null, engine, options)
  return officerDecisionSchema.parse({ ...answer, decisionId: '018f0000-0000-7000-8000-000000000000' })
}

function examples(kind: 'documented' | 'ordinary') {
  return exampleFiles(root, kind).map((file) => ({
    file,
    ...exampleSchema.parse(JSON.parse(readFileSync(join(root, 'examples', file), 'utf8'))),
  }))
}

const why = ({ lane, points, reasons = [] }: ReturnType<typeof score>) =>
  `${lane} ${points?.total} ${reasons.map((reason) => `${reason.rule} ${reason.points}`).join(', ')}`

t.test('there are enough documented and ordinary parcels', async (t) => {
  t.ok(examples('documented').length >= 15)
  t.ok(examples('ordinary').length >= 15)
})

t.test('a documented parcel whose declaration gives a ground is not green', async (t) => {
  for (const { file, parcel } of examples('documented').filter((example) => example.expect.notGreen)) {
    const answer = score(parcel)
    t.not(answer.lane, 'green', `${file}: ${why(answer)}`)
  }
})

t.test('a documented parcel says in its note which ground there is, or that there is none', async (t) => {
  for (const { file, note, found, expect } of examples('documented')) {
    t.match(note, expect.notGreen ? /\bGround: / : /gives no ground: /, file)
    t.notMatch(note, expect.notGreen ? /gives no ground: / : /\bGround: /, file)
    t.not(found, '', file)
  }
})

t.test('a documented parcel states nothing of a person and no guessed HS code, weight or time', async (t) => {
  for (const { file, parcel } of examples('documented')) {
    for (const party of [parcel.sender, parcel.addressee]) {
      t.strictSame(Object.keys(party ?? { country: '' }), ['country'], file)
    }
    t.equal(parcel.postedAt, undefined, file)
    t.equal(parcel.grossWeightGrams, undefined, file)
    t.ok(
      parcel.contents.every((piece) => piece.hsCode === undefined && piece.netWeightGrams === undefined),
      file,
    )
  }
})

t.test('an ordinary parcel is green', async (t) => {
  for (const { file, parcel } of examples('ordinary')) {
    const answer = score(parcel)
    t.equal(answer.lane, 'green', `${file}: ${why(answer)}`)
  }
})

t.test('an ordinary parcel is complete: nothing in it is odd or missing', async (t) => {
  for (const { file, parcel } of examples('ordinary')) {
    const answer = score(parcel)
    t.strictSame([...answer.warnings, ...answer.informationRequests], [], file)
    const reading = readParcel(parcel, { mayVerify: false })
    t.ok(reading.ok && (!reading.parcel.itemId?.isS10 || reading.parcel.itemId.checkDigitValid), file)
  }
})

t.test('every line of the example manifest is scored', async (t) => {
  const lines = readFileSync(join(root, 'examples/manifest.ndjson'), 'utf8').trim().split('\n')
  t.equal(lines.length, 12)
  for (const line of lines) t.equal(score(JSON.parse(line)).status, 'scored')
})
