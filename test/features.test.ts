import fc from 'fast-check'
import t from 'tap'
import { createDraw } from '../models/generator/draw.ts'
import { generateParcels, trainingMixture } from '../models/generator/manifest.ts'
import { createWorld } from '../models/generator/stories.ts'
import { recordingEngine } from '../models/training/weigh-parcels.ts'
import { loadEngine } from '../src/cli/load-engine.ts'
import { missingSentinel } from '../src/forest/bin-columns.ts'
import type { ModelFile } from '../src/forest/model-file.ts'
import { readParcel } from '../src/parcel/read-parcel.ts'
import { assess } from '../src/scoring/assess.ts'
import { engineModel } from '../src/scoring/build-engine.ts'
import { noManifest } from '../src/scoring/context.ts'
import type { Engine, EngineModel } from '../src/scoring/engine.ts'
import { compileFeatures, knownFeatureNames } from '../src/scoring/feature-reader.ts'
import { categoryInputs, featureRegistry } from '../src/scoring/feature-registry.ts'
import { encoderTitles } from '../src/scoring/feature-texts.ts'
import { noForest, unattributed, weighByForest } from '../src/scoring/forest-points.ts'
import { prepareGoods } from '../src/scoring/prepare-goods.ts'

type Json = Record<string, unknown> & { contents: Record<string, unknown>[] }

const engine = await loadEngine({})
const bundle = engine.customs.pack.bundle
const model = engine.model as EngineModel
const parcels = [
  ...generateParcels({
    world: createWorld(bundle, 'held_out'),
    rates: bundle.manifest.policy!.exchangeRates,
    mixture: trainingMixture,
    parcels: 1200,
    seed: 77,
  }),
].map(({ json }) => json as Json)

function judge(json: unknown, by: Engine = engine) {
  const reading = readParcel(json, { mayVerify: false })
  if (!reading.ok) throw new Error(reading.errors[0]!.message)
  const goods = prepareGoods(reading.parcel, by.reader)
  return assess(
    goods,
    { asOf: reading.parcel.postedAt ?? '2026-11-20T10:00:00Z', draw: null, manifest: noManifest },
    by,
  )
}

const sameRow = (a: Float64Array, b: Float64Array) => a.every((value, column) => value === b[column])
const named = (name: string) => featureRegistry.find((feature) => feature.name === name)!

t.test('every feature has a unit, a source and a sentence in four languages', async (t) => {
  t.equal(new Set(featureRegistry.map(({ name }) => name)).size, featureRegistry.length)
  for (const { name, unit, source, title } of featureRegistry) {
    t.ok(unit !== '' && source !== '' && title.en && title.fr && title.de && title.nl, name)
  }
  for (const name of Object.keys(categoryInputs)) t.ok(encoderTitles[name]?.nl, `encoder ${name} has a title`)
  t.same(
    Object.keys(categoryInputs),
    ['hs6', 'route', 'office', 'service'],
    'goods and route, never a person',
  )
})

t.test('a feature or a category that nothing computes is refused by name', async (t) => {
  t.throws(() => compileFeatures(['quantity', 'shoeSize'], []), { message: /"shoeSize"/ })
  const table = { kind: 'target', prior: 0, smoothing: 1, keys: [], values: [] } as const
  const encoder = { ...table, name: 'who', inputs: ['senderName'], keys: [], values: [] }
  t.throws(() => compileFeatures(['who'], [encoder]), {
    message: /who reads the unknown category senderName/,
  })
  t.ok(knownFeatureNames([encoder]).includes('who'))
})

t.test('what is missing is the sentinel and is flagged; what is declared is the number', async (t) => {
  const { engine: recorder, taken } = recordingEngine(engine)
  judge({ contents: [{ description: 'python leather wallet' }] }, recorder)
  const [bare] = taken()
  for (const name of ['quantity', 'netWeightGrams', 'valueCents', 'centsPerKilogram', 'postageCents']) {
    t.equal(named(name).read(bare!), missingSentinel)
    t.equal(named(`${name}Missing`).read(bare!), 1)
  }
  const piece = {
    description: 'python leather wallet',
    quantity: 2,
    netWeightGrams: 200,
    value: { amount: '50', currency: 'EUR' },
    hsCode: '4202.31',
  }
  judge(
    { contents: [piece], service: 'ems', sender: { country: 'TH' }, addressee: { country: 'BE' } },
    recorder,
  )
  const [full] = taken()
  const values = (...names: string[]) => names.map((name) => named(name).read(full!))
  t.same(values('quantity', 'gramsPerArticle', 'centsPerArticle', 'centsPerKilogram'), [2, 100, 2500, 25_000])
  t.same(values('specimenMentions', 'hsCore', 'ems', 'express', 'quantityMissing'), [1, 1, 1, 0, 0])
  t.same(
    [categoryInputs.hs6(full!), categoryInputs.route(full!), categoryInputs.service(full!)],
    ['420231', 'TH>BE', 'ems'],
  )
})

t.test(
  'an innocent piece, put anywhere, never lowers the forest points of goods with a ground',
  async (t) => {
    const pieces = parcels
      .flatMap(({ contents }) => contents)
      .filter((piece) => !judge({ contents: [piece] }).assessment.ground)
    const grounded = parcels.filter((json) => judge(json).assessment.ground)
    t.ok(pieces.length > 500 && grounded.length > 150, 'there is something to try')
    const draw = createDraw(5, 0)
    let raised = 0
    for (const json of grounded) {
      const before = judge(json).assessment
      const piece = draw.pick(pieces)
      const contents = [...json.contents]
      contents.splice(draw.below(contents.length + 1), 0, piece)
      const after = judge({ ...json, contents }).assessment
      if (after.points.forest > before.points.forest) raised++
      if (after.points.forest < before.points.forest) {
        t.fail(
          `${before.points.forest} to ${after.points.forest}: ${JSON.stringify(json)} + ${piece.description}`,
        )
      }
    }
    t.ok(raised < grounded.length / 2, 'most innocent pieces change nothing')
  },
)

/** A document may be a ground itself, and then more pieces are weighed; it never makes any of them lighter. */
t.test('a typed document, whatever its code, lowers no forest point', async (t) => {
  for (const json of parcels.slice(0, 400)) {
    const { documents: _, ...without } = json
    const points = judge(without).forest.points
    for (const code of ['C400', 'C638', 'Y900', 'Y932']) {
      const documents = [{ code, number: '2026/1' }]
      const after = judge({ ...without, documents }).forest.points
      const wrong = json.contents.length === 1 ? after !== points : after < points
      if (wrong) t.fail(`${code}: ${points} to ${after}: ${JSON.stringify(json).slice(0, 300)}`)
    }
  }
})

t.test('words that name nothing more leave every feature as it was', async (t) => {
  const groundsOf = (sheet: ReturnType<typeof judge>['sheet']) =>
    sheet.mentions
      .filter(({ reading }) => reading === 'specimen' || reading === 'unclear')
      .map(({ termId, reading, match, strength }) => [termId, reading, match, strength])
  const words = fc.constantFrom(
    'new',
    'blue',
    'gift for mum',
    'cotton',
    'legal',
    'antique',
    'toy',
    '2026',
    'craft',
  )
  let compared = 0
  fc.assert(
    fc.property(fc.nat(parcels.length - 1), words, fc.boolean(), (index, word, before) => {
      const json = parcels[index]!
      const [first, ...rest] = json.contents
      const description = before ? `${word}, ${first!.description}` : `${first!.description}, ${word}`
      const plain = judge(json)
      const more = judge({ ...json, contents: [{ ...first, description }, ...rest] })
      if (JSON.stringify(groundsOf(plain.sheet)) !== JSON.stringify(groundsOf(more.sheet))) return true
      if (plain.assessment.ground !== more.assessment.ground || plain.forest.piece !== more.forest.piece)
        return true
      compared++
      return sameRow(plain.forest.row!, more.forest.row!)
    }),
    { numRuns: 400, seed: 1 },
  )
  t.ok(compared > 300, `${compared} pairs with the same readings`)
})

t.test('who sends it is nothing to the forest: other names and streets, the same row', async (t) => {
  for (const json of parcels.slice(0, 300)) {
    const sender = json.sender as Record<string, string>
    const renamed: Record<string, string> = { ...sender, street: 'Elsewhere 1', postcode: '9999' }
    const known = !['private', 'unknown', 'N/A', 'customer', 'sender', 'X', 'no name'].includes(sender.name!)
    if (known) renamed.name = 'Ωmega Żółć'
    const [one, other] = [judge({ ...json, sender: renamed }), judge(json)]
    if (!sameRow(one.forest.row!, other.forest.row!)) t.fail(JSON.stringify(json))
  }
})

t.test('the lines sum to the points, and nothing stands unattributed that a feature pulled', async (t) => {
  let lines = 0
  for (const json of parcels.slice(0, 600)) {
    const { assessment } = judge(json)
    const sum = assessment.forestLines.reduce((all, line) => all + line.points, 0)
    if (sum !== assessment.points.forest) t.fail(`${sum}, not ${assessment.points.forest}`)
    if (Math.abs(assessment.points.forest) > 15) t.fail('above the cap')
    for (const line of assessment.forestLines) {
      lines++
      if (line.feature === unattributed) t.fail('unattributed in a model that explains')
      if (line.value === missingSentinel) t.fail('the sentinel shows')
    }
  }
  t.ok(lines > 600)
})

t.test('a model that cannot explain says so in one line; no candidate means no opinion', async (t) => {
  const mute: ModelFile = { ...model.file, nodeMeans: false }
  const silent: Engine = { ...engine, model: engineModel(mute) }
  const json = parcels.find((each) => judge(each).forest.points !== 0)!
  const { points, lines } = judge(json, silent).forest
  t.equal(points, judge(json).forest.points)
  t.same(lines, [{ feature: unattributed, value: null, points }])
  t.equal(weighByForest(judge(json).sheet, [], model, 15), noForest)
})
