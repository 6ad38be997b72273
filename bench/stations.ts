// The stations of one decision, each as a closure over its prepared input, with its answer checked before anything is timed.

import assert from 'node:assert/strict'
import { dayNumber } from '../src/parcel/day.ts'
import type { ReadingContext, TextReading } from '../src/reading/mention.ts'
import type { AssessResult } from '../src/scoring/assess.ts'
import type { Decision } from '../src/scoring/decision.ts'
import { noPiece } from '../src/scoring/mention-facts.ts'
import type { DecisionRecord } from '../src/store/decision-record.ts'
import type { Code, Engine } from './code.ts'
import { inTurn } from './in-turn.ts'
import { type BenchParcel, catalogueTexts } from './parcels.ts'
import { benchContext, type Scored, scored } from './scored.ts'

export type Station = { readonly station: string; readonly input: string; readonly run: () => unknown }

const dayOfContext = dayNumber(Date.parse(benchContext.asOf))
/** Of a text read by itself. */
export const nothingSaid: ReadingContext = {
  hsCode: '',
  originCountry: '',
  quantity: null,
  netWeightGrams: null,
}

export function parcelStations(code: Code, bench: BenchParcel): readonly Station[] {
  const { engine } = code
  const { model, customs } = engine
  assert(model !== null, 'the shipped forest is part of what is measured')
  const policy = customs.pack.bundle.manifest.policy!
  const json: unknown = JSON.parse(bench.json)
  const one = scored(code, json)
  const { parcel, goods, result } = one
  const { assessment, sheet, forest } = result
  checkAnswer(bench, result)
  const decision = decisionOf(code, one)
  const record = recorder(code, one)
  const batch = Buffer.alloc(code.recordBytesBound(record()))
  const answering = { language: 'en', sortCodes: {} } as const
  const contexts = goods.contents.map((piece) => ({
    hsCode: piece.hsCode ?? '',
    originCountry: piece.originCountry ?? sheet.facts.route.origin ?? '',
    quantity: piece.quantity,
    netWeightGrams: piece.netWeightGrams,
  }))
  const withReadings = engineWith(engine, sheet.readings)
  const outcomes = customs.rules.createOutcomes()
  customs.rules.evaluate(sheet.facts, dayOfContext, outcomes)
  assert.deepEqual(
    Array.from(
      outcomes.fired.subarray(0, outcomes.firedCount),
      (rule) => customs.rules.rules[rule]!.rule.id,
    ).sort(),
    assessment.reasons.map(({ rule }) => rule).sort(),
  )
  const row = forest.row!
  const scratch = new Float64Array(row.length)
  const weighed = sheet.facts.pieces[forest.piece]!
  const mentions = sheet.facts.mentions.filter(({ piece }) => piece === forest.piece || piece === noPiece)
  const source = { facts: sheet.facts, piece: weighed, mentions }
  model.features.fill(source, scratch)
  assert.deepEqual(scratch, row)
  const action = actionInput(result)
  assert.equal(code.decideAction(action, policy).action, assessment.action)
  const stations: readonly (readonly [string, () => unknown])[] = [
    ['parse: JSON.parse', () => JSON.parse(bench.json)],
    ['parse: readParcel', () => code.readParcel(json, { mayVerify: false })],
    ['prepareGoods', () => code.prepareGoods(parcel, engine.reader)],
    ['read', () => goods.contents.map((piece, at) => engine.reader.read(piece.description, contexts[at]!))],
    ['facts', () => code.buildFacts(goods, benchContext, withReadings)],
    ['features', () => model.features.fill(source, scratch)],
    ['rules', () => customs.rules.evaluate(sheet.facts, dayOfContext, outcomes)],
    ['forest: predict', () => model.forest.predict(row)],
    ['forest: contributions', () => model.forest.contributions(row, scratch)],
    [
      'policy',
      () => {
        const score = code.scoreOf(assessment.points.total)
        return code.decideAction({ ...action, likelihood: code.likelihoodOf(score, policy) }, policy)
      },
    ],
    ['assess', () => code.assess(goods, benchContext, engine)],
    ['answer: carrier', () => JSON.stringify(code.carrierAnswer(decision, engine, answering))],
    ['answer: officer', () => JSON.stringify(code.officerAnswer(decision, engine, answering))],
    ['record', () => code.writeRecord(batch, 0, record())],
  ]
  return stations.map(([station, run]) => ({ station, input: bench.name, run }))
}

/** Descriptions of 60 letters by what a reader finds in them. */
export type BenchTexts = Readonly<Record<'clean' | 'ordinary' | 'wildlife', readonly string[]>>

/** Chosen once, by one reader: trees that are compared read the same texts, whatever their readers find in them. */
export function benchTexts({ reader }: Engine): BenchTexts {
  const read = (text: string) => reader.read(text, nothingSaid)
  const isPlain = (text: string) => read(text).mentions.length === 0
  const plain = catalogueTexts('ordinary').filter(isPlain)
  const clean = plain.filter((text) => read(text).cues.length === 0)
  const wildlife = catalogueTexts('wildlife').filter((text) => !isPlain(text))
  assert(clean.length >= 32 && wildlife.length >= 64, 'the catalogue has too few descriptions of 60 letters')
  return { clean: clean.slice(0, 64), ordinary: plain.slice(0, 256), wildlife: wildlife.slice(0, 256) }
}

export function textStations({ engine: { reader } }: Code, texts: BenchTexts): readonly Station[] {
  const reading = (input: string, some: readonly string[]): Station => {
    const next = inTurn(some)
    return { station: 'read', input, run: () => reader.read(next(), nothingSaid) }
  }
  return [
    reading('60 letters, no known word', texts.clean),
    reading('60 letters, ordinary goods', texts.ordinary),
    reading('60 letters, wildlife', texts.wildlife),
  ]
}

function checkAnswer(bench: BenchParcel, { assessment, sheet }: AssessResult): void {
  const found = {
    lane: assessment.lane,
    mentions: assessment.mentions.length,
    pieces: sheet.facts.pieces.length,
  }
  assert.deepEqual(found, bench.expected, `${bench.name} is not answered as expected`)
}

/** Reads by looking up: what is left of the facts is the work of the facts. */
function engineWith(engine: Engine, readings: readonly TextReading[]): Engine {
  return { ...engine, reader: { ...engine.reader, read: inTurn(readings) } }
}

function actionInput({ assessment, sheet }: AssessResult) {
  const contradiction = assessment.steps.find(({ step }) => step === 'documents')?.detail ?? null
  return {
    ground: assessment.ground,
    likelihood: assessment.likelihood,
    severity: assessment.severity,
    openness: assessment.openness,
    contradiction,
    documentVerified: sheet.facts.documents.verified,
    floors: [],
    draw: null,
  }
}

function decisionOf({ engine }: Code, { goods, result }: Scored): Decision {
  return {
    id: '01935e2a-7c40-7000-8000-000000000000',
    itemId: goods.itemId?.raw ?? null,
    clientRef: null,
    decidedAt: '2026-11-20T10:00:01.000Z',
    mode: 'live',
    regime: goods.regime,
    supersedes: null,
    assessment: result.assessment,
    readingWarnings: [],
    packs: [engine.customs.ref],
    model: engine.model?.ref ?? null,
    scorer: engine.scorer,
    scoredInMicros: 14,
  }
}

const principal = { keyId: 'bench', clientId: 'post-be', role: 'courier', mode: 'live' } as const

/** Makes what goes to the writer, as the request thread does: texts, parties, features. */
export function recorder(code: Code, one: Scored): () => DecisionRecord {
  const { parcel, goods, result } = one
  const decision = decisionOf(code, one)
  const receivedAtMs = Date.parse(decision.decidedAt)
  return () =>
    code.recordOf({
      principal,
      receivedAtMs,
      parcel,
      goodsText: code.packGoods(goods),
      context: benchContext,
      engine: code.engine,
      decision,
      result,
      keys: null,
    })
}
