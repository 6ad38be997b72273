// The command line as a person or a script runs it: a real process, its output, its exit code.

import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parse } from 'csv-parse/sync'
import t from 'tap'
import { carrierSchema, officerSchema, parcelOf, testFolder } from './helper.ts'

const root = resolve(import.meta.dirname, '..')
const cli = process.env.BEAGLE_TEST_BUILT === '1' ? ['dist/cli.js'] : ['--import=tsx', 'src/cli.ts']

type Run = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

function beagle(parameters: readonly string[], stdin = ''): Promise<Run> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [...cli, ...parameters], { cwd: root })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => {
      stdout += chunk
    })
    child.stderr.on('data', (chunk) => {
      stderr += chunk
    })
    child.on('close', (code) => done({ code, stdout, stderr }))
    child.stdin.on('error', () => {})
    child.stdin.end(stdin)
  })
}

/** Answers of the command line have no id: nothing was stored. */
const offline = <T extends object>(answer: T) => ({
  ...answer,
  decisionId: '01a20002-fe5b-7098-a327-0ae816614d44',
})

t.test('one parcel from standard input, for an officer and for a carrier', async (t) => {
  const parcel = JSON.stringify(parcelOf('carved ivory bracelet, antique'))
  const officer = await beagle(['score', '-'], parcel)
  t.equal(officer.code, 0)
  const answer = JSON.parse(officer.stdout)
  t.equal(answer.decisionId, null)
  t.equal(officerSchema.parse(offline(answer)).lane, 'red')
  t.same(answer.selection, { by: 'evidence', probability: 1 })
  const carrier = await beagle(['score', '-', '--audience', 'carrier', '--language', 'de'], parcel)
  t.equal(carrierSchema.parse(offline(JSON.parse(carrier.stdout))).instruction, 'set_aside')
  t.notMatch(carrier.stdout, /ivory|elephant/)
})

t.test('an array comes back as an array, NDJSON as NDJSON, CSV as CSV, each in order', async (t) => {
  const folder = testFolder(t)
  const texts = ['socks', 'ivory tusk', 'phone case']
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const array = await beagle(['score', file('a.json', JSON.stringify(texts.map((text) => parcelOf(text))))])
  const lanes = (answers: { lane: string | null }[]) => answers.map(({ lane }) => lane)
  t.same(lanes(JSON.parse(array.stdout)), ['green', 'red', 'green'])

  const lines = texts.map((text) => JSON.stringify(parcelOf(text))).join('\n')
  const ndjson = await beagle(['score', file('a.ndjson', lines)])
  const answers = ndjson.stdout.trim().split('\n')
  t.same(lanes(answers.map((line) => JSON.parse(line))), ['green', 'red', 'green'])
  t.equal(ndjson.code, 0)

  const csv = `\ufeffItem ID;Description;Net weight grams;HS code;Sender country\r\nA1;socks;100;6115.95;CN\r\nA2;"=ivory tusk";900;;\r\n`
  const table = await beagle(['score', file('a.csv', csv)])
  const rows = parse(table.stdout, { columns: true }) as { itemId: string; lane: string }[]
  t.same(
    rows.map(({ itemId, lane }) => [itemId, lane]),
    [
      ['A1', 'green'],
      ['A2', 'red'],
    ],
  )
})

t.test('what cannot be read is told, the rest goes on, and the exit code says so', async (t) => {
  const bad = await beagle(['score', '-', '--ndjson'], `{broken\n${JSON.stringify(parcelOf('socks'))}\n{}\n`)
  t.equal(bad.code, 1)
  const statuses = bad.stdout.trim().split('\n')
  t.same(
    statuses.map((line) => JSON.parse(line).status),
    ['error', 'scored', 'error'],
  )
  const notJson = await beagle(['score', '-'], 'not json')
  t.equal(notJson.code, 2)
  t.match(notJson.stderr, /not JSON.*--ndjson/)
  const noFile = await beagle(['score', 'nowhere.json'])
  t.equal(noFile.code, 2)
  t.notMatch(noFile.stderr, /\n {4}at /, 'no stack')
  const noColumn = await beagle(['score', '-', '--csv'], 'a,b\n1,2\n')
  t.equal(noColumn.code, 2)
  t.match(noColumn.stderr, /column "description"/)
  const badPack = await beagle(['score', '-', '--pack', 'docs'], '{}')
  t.equal(badPack.code, 2)
  t.match(badPack.stderr, /pack\.yaml/)
})

t.test('help and unknown commands', async (t) => {
  const help = await beagle(['--help'])
  t.equal(help.code, 0)
  for (const name of ['score', 'pack', 'model', 'key', 'store', 'serve'])
    t.match(help.stdout, new RegExp(`^ +${name}`, 'm'))
  const unknown = await beagle(['sniff'])
  t.not(unknown.code, 0)
})

t.test('keys from the command line open a service on the same folder', async (t) => {
  const folder = testFolder(t)
  const made = await beagle([
    'key',
    'create',
    '--client',
    'post-be',
    '--role',
    'courier',
    '--data-dir',
    folder,
  ])
  t.equal(made.code, 0)
  t.match(made.stdout, /^bgl_live_[\w-]{43}\n$/)
  const list = await beagle(['key', 'list', '--json', '--data-dir', folder])
  const [key] = list.stdout.trim().split('\n')
  t.match(JSON.parse(key!), { clientId: 'post-be', role: 'courier', mode: 'live' })
  t.notMatch(list.stdout, made.stdout.trim())
  const verify = await beagle(['store', 'verify', '--data-dir', folder])
  t.equal(verify.code, 0)
})
