// Bounds refitted on own parcels: over a store, with what checks found left out, and only where there are enough of them.

import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { packBands } from '../src/cli/pack-bands.ts'
import { type BandParcel, fitBands } from '../src/jobs/pack-bands.ts'
import { readParcel } from '../src/parcel/read-parcel.ts'
import { ruleBands } from '../src/rules/rule-bands.ts'
import type { Rule } from '../src/rules/rule-schema.ts'
import { noManifest } from '../src/scoring/context.ts'
import { factRegistry } from '../src/scoring/fact-registry.ts'
import { prepareGoods } from '../src/scoring/prepare-goods.ts'
import { call, officerSchema, shippedEngine, testFolder } from './helper.ts'
import { startSmallService } from './packs-helper.ts'

const engine = await shippedEngine()
const [template] = engine.customs.pack.bundle.rules

function rule(id: string, when: string): Rule {
  return { ...template!, id, when }
}

const tooHeavy = "pieces.exists(p, has(p.hs4) && p.hs4 in ['4901'] && p.gramsPerArticle > 8000.0)"
const tooLight = "parcel.postal && pieces.exists(p, p.hs4 == '4901' && p.netWeightGrams <= 3)"

function parcel(contents: readonly object[], outcome: BandParcel['outcome'] = null): BandParcel {
  const read = readParcel({ service: 'ems', contents }, { mayVerify: false })
  if (!read.ok) throw new Error(read.errors[0]?.message)
  const context = { asOf: '2026-11-20T10:00:00Z', draw: null, manifest: noManifest }
  return { id: '', goods: prepareGoods(read.parcel, engine.reader), context, outcome }
}

const book = (grams: number) => ({
  description: 'book',
  hsCode: '490199',
  quantity: 1,
  netWeightGrams: grams,
})

t.test('a bound is proposed at twice what one piece in a thousand declares', async (t) => {
  const bands = ruleBands(
    [rule('heavy', tooHeavy), rule('light', tooLight), rule('other', "pieces.exists(p, p.hs4 == '9503')")],
    factRegistry,
  )
  t.same(
    bands.map(({ rule: { id }, fact, side, bound }) => [id, fact, side, bound]),
    [
      ['heavy', 'gramsPerArticle', 'above', 8000],
      ['light', 'netWeightGrams', 'below', 3],
    ],
  )
  const parcels = [
    // Two pieces in one parcel count each; toys beside them do not.
    ...Array.from({ length: 1000 }, (_, index) =>
      parcel([book(200 + index), book(500), { ...book(90_000), description: 'toy', hsCode: '950300' }]),
    ),
    ...Array.from({ length: 50 }, () => parcel([book(50_000)], 1)),
    parcel([book(3100)], 0),
  ]
  const [heavy, light] = fitBands(bands, engine, parcels)
  t.match(heavy, { rule: 'heavy', pieces: 2001, beyondPer10k: 0, proposedBeyondPer10k: 5 })
  t.ok(Math.abs(heavy!.median! - 500) < 6, `median ${heavy!.median}`)
  t.ok(Math.abs(heavy!.outer! - 1199) < 20, `outer ${heavy!.outer}; what checks found guilty is left out`)
  t.equal(heavy!.proposed, 2400, 'rounded outwards to two digits')
  t.equal(heavy!.when, tooHeavy.replace('8000.0', '2400.0'))
  t.match(light, { proposed: 100, when: tooLight.replace('<= 3', '<= 100') })
  const [few] = fitBands(bands, engine, parcels.slice(0, 400))
  t.match(few, { pieces: 800, proposed: null, when: null }, 'too few to say')
  t.match(fitBands(bands, engine, [])[0], { pieces: 0, median: null, outer: null, proposed: null })
})

t.test('the command reads the decisions of a data folder', async (t) => {
  const service = await startSmallService(t)
  const courier = await service.token('bpost', 'courier')
  for (const grams of [400, 500, 9000])
    await call(
      service.app,
      'POST',
      '/v1/score',
      { key: courier, body: { contents: [book(grams)] } },
      officerSchema.or(officerSchema.partial().loose()),
    )
  const run = async (dataDir: string, json: boolean) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()]
    const code = await packBands('packs/eu-wildlife', { dataDir, json }, { stdout, stderr })
    stdout.end()
    stderr.end()
    return { code, out: await text(stdout), err: await text(stderr) }
  }
  const fits = JSON.parse((await run(service.dataDir, true)).out)
  t.match(
    fits.find((fit: { rule: string }) => fit.rule === 'book-too-heavy'),
    { fact: 'gramsPerArticle', pieces: 3, bound: 8000, proposed: null, beyondPer10k: 3333.3 },
  )
  t.match((await run(service.dataDir, false)).out, /book-too-heavy +gramsPerArticle +3 +\d+ +\d+ > +8000/)
  t.match(await run(testFolder(t), true), { code: 1, err: /There is no store/ })
})
