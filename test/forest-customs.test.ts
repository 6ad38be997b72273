// The proof on public customs data, kept short: one seed and few trees. Skipped with a visible line where the
// files are absent.

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import t, { type Test } from 'tap'
import {
  encodeCustoms,
  labelsOf,
  prepareCustoms,
  readDeclarations,
} from '../src/cli/model-customs-features.ts'
import { evaluateCustoms, runModelEvaluateCustoms } from '../src/cli/model-evaluate-customs.ts'
import { seededRandom } from '../src/forest/seeded-random.ts'

const folder = fileURLToPath(new URL('../../shared/data/customs/', import.meta.url))
const train = join(folder, 'df_syn_train_eng.csv')
const test = join(folder, 'df_syn_valid_eng.csv')
const absent = existsSync(train) && existsSync(test) ? false : '../shared/data/customs is not here'

const header =
  'Declaration ID,Date,Office ID,Import Type,Import Use,Declarant ID,Importer ID,Seller ID,HS6 Code,Country of Departure,' +
  'Country of Origin,Tax Rate,Tax Type,Net Mass,Item Price,Fraud'

/** Declarations whose fraud goes with the importer, but for noise. */
function invented(rows: number, seed: number): string {
  const random = seededRandom(seed, 0)
  const lines = Array.from({ length: rows }, (_, row) => {
    const importer = random.below(20)
    const mass = random.below(9) === 0 ? '' : String(1 + random.below(50))
    const fraud = random.unit() < (importer < 3 ? 0.9 : 0.05) ? 1 : 0
    const goods = `${random.below(5)}10600,CN,CN,6.5,A,${mass},${random.below(1000)}`
    return `${row},2026-0${1 + random.below(9)}-11,10,11,21,D${random.below(9)},I${importer},,${goods},${fraud}`
  })
  return [header, ...lines, ''].join('\n')
}

function fixture(t: Test, contents: Record<string, string>): (name: string) => string {
  const directory = mkdtempSync(join(tmpdir(), 'beagle-customs-'))
  t.teardown(() => rmSync(directory, { recursive: true }))
  for (const [name, content] of Object.entries(contents)) writeFileSync(join(directory, name), content)
  return (name) => join(directory, name)
}

t.test('precision on the validation file reaches the aim', { skip: absent }, async (t) => {
  const report = await evaluateCustoms({ train, test, seeds: 1, trees: 40 })
  t.equal(report.train.rows, 37385)
  t.equal(report.test.rows, 8134)
  t.ok(report.precisionAt5 >= 0.98, `at 5 %: ${report.precisionAt5}`)
  t.ok(report.precisionAt10 >= 0.9, `at 10 %: ${report.precisionAt10}`)
  t.ok(
    report.withoutAmountKeys.precisionAt5 > 0.9,
    `without amount keys: ${report.withoutAmountKeys.precisionAt5}`,
  )
})

t.test(
  'the command prints precision first, the same for the same seeds on any number of workers, and finds what is there to find',
  async (t) => {
    const path = fixture(t, { 'train.csv': invented(1500, 1), 'test.csv': invented(600, 2) })
    const run = async (json: boolean, workers: number): Promise<{ code: number; out: string }> => {
      const stdout = new PassThrough()
      const stderr = new PassThrough()
      const files = { train: path('train.csv'), test: path('test.csv') }
      const options = { ...files, seeds: 2, trees: 30, json, workers }
      const code = await runModelEvaluateCustoms(options, { stdout, stderr })
      stdout.end()
      return { code, out: await text(stdout) }
    }
    const { code, out } = await run(true, 2)
    t.equal(code, 0)
    const report = JSON.parse(out)
    t.same(Object.keys(report).slice(0, 2), ['precisionAt5', 'precisionAt10'])
    t.ok(report.precisionAt5 > 0.75, `precision ${report.precisionAt5}, where chance is below 0.2`)
    t.equal(report.seeds.length, 2)
    const again = JSON.parse((await run(true, 1)).out)
    t.same(again.seeds, report.seeds)
    t.match((await run(false, 1)).out, /precision@5 % +0\.\d{4} {2}\(0\.\d{4} to 0\.\d{4} over 2 seeds\)/)
  },
)

t.test('the labels of the file under test reach no feature', async (t) => {
  const path = fixture(t, {
    'train.csv': invented(300, 1),
    'test.csv': invented(100, 2),
    'flipped.csv': invented(100, 2).replace(/[01]$/gm, (label) => (label === '1' ? '0' : '1')),
  })
  const rows = await readDeclarations(path('train.csv'))
  const features = async (name: string): Promise<unknown> => {
    const tested = await readDeclarations(path(name))
    return encodeCustoms(prepareCustoms(rows, tested, { amountKeys: true }), labelsOf(rows), 1).test
  }
  t.same(await features('test.csv'), await features('flipped.csv'))
})

t.test('a file that is no such data set is refused with file and line', async (t) => {
  const good = invented(30, 1)
  const path = fixture(t, {
    'good.csv': good,
    'column.csv': good.replace('HS6 Code', 'HS Code'),
    'label.csv': good.replace(/[01]\n$/, 'maybe\n'),
    'ragged.csv': `${good}1,2\n`,
    'empty.csv': `${header}\n`,
  })
  for (const [name, message] of [
    ['column.csv', /column\.csv: no column "HS6 Code"/],
    ['label.csv', /label\.csv: line 31: Fraud is "maybe"/],
    ['ragged.csv', /ragged\.csv: .*line 32/],
    ['empty.csv', /empty\.csv: holds no declarations/],
    ['none.csv', /ENOENT.*none\.csv/],
  ] as const) {
    const stderr = new PassThrough()
    const options = { train: path('good.csv'), test: path(name), seeds: 1 }
    t.equal(await runModelEvaluateCustoms(options, { stdout: new PassThrough(), stderr }), 1, name)
    stderr.end()
    t.match(await text(stderr), message)
  }
  await t.rejects(evaluateCustoms({ train: path('good.csv'), test: path('good.csv'), seeds: 0 }), /seeds/)
})
