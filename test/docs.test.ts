// The documents show what the service says: the full answer parses, its points sum, its spans point at words, and no block has drifted.

import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t from 'tap'
import { carrierDecisionSchema, officerDecisionSchema } from '../src/routes/schemas/answer-schema.ts'
import { parcelSchema } from '../src/routes/schemas/parcel-schema.ts'
import { scoreOf } from '../src/scoring/policy.ts'

const root = resolve(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs/example-answer.md'), 'utf8')
const [parcelText, officerText, carrierText] = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(
  (match) => match[1]!,
)

/** Marks back to values of their type. */
const unmarked = (text: string) =>
  JSON.parse(
    text
      .replace('"<micros>"', '1')
      .replace('<id>', '018f0000-0000-7000-8000-000000000000')
      .replace('<time>', '2026-11-20T10:00:00.000Z'),
  ) as unknown

const parcel = parcelSchema.parse(JSON.parse(parcelText!))
const answer = officerDecisionSchema.parse(unmarked(officerText!))
const sum = (lines: readonly { points: number }[]) => lines.reduce((total, line) => total + line.points, 0)

function textAt(pointer: string): string {
  let value: unknown = parcel
  for (const key of pointer.split('/').slice(1)) value = (value as Record<string, unknown>)[key]
  return String(value)
}

t.test('the example answer keeps to its schema, field for field', async (t) => {
  t.strictSame(Object.keys(answer).sort(), Object.keys(unmarked(officerText!) as object).sort())
  const carrier = carrierDecisionSchema.parse(unmarked(carrierText!))
  t.strictSame(Object.keys(carrier).sort(), Object.keys(unmarked(carrierText!) as object).sort())
  t.equal(carrier.score, Math.round(answer.score! / 10) * 10)
  t.equal(carrier.lane, answer.lane)
})

t.test('a carrier is not told of species, papers or rules', async (t) => {
  const words = [...answer.mentions!.map((mention) => mention.taxon), 'CITES', 'permit', 'rule', 'ivory']
  for (const word of words) t.notMatch(carrierText, new RegExp(word, 'i'), word)
})

t.test('the points of the example answer sum', async (t) => {
  const { prior, rules, forest, adjustments, total } = answer.points!
  t.equal(prior + rules + forest + adjustments, total)
  t.equal(sum(answer.reasons!), rules)
  t.equal(sum(answer.adjustments!), adjustments)
  t.equal(sum(answer.forest?.lines ?? []), forest)
  t.equal(answer.score, scoreOf(total))
})

t.test('the spans of the example answer point at the words they speak of', async (t) => {
  t.ok(answer.mentions!.length > 0)
  for (const { pointer, start, end, term, match } of answer.mentions!) {
    const words = textAt(pointer).slice(start, end)
    t.ok(start >= 0 && end > start && words.length === end - start, words)
    if (match === 'exact') t.equal(words.toLowerCase(), term.toLowerCase())
  }
  for (const { pointer, start, end, rule } of answer.reasons!.filter((reason) => reason.start >= 0)) {
    t.ok(end > start && end <= textAt(pointer).length, rule)
    const mention = answer.mentions!.find((other) => other.pointer === pointer && other.start === start)
    if (mention !== undefined) t.equal(end, mention.end, `${rule} points at ${mention.term}`)
  }
})

t.test('no marked block and no manifest has drifted from what the scorer says', async (t) => {
  const run = spawnSync(process.execPath, ['--import=tsx', 'scripts/docs.ts', '--check'], {
    cwd: root,
    encoding: 'utf8',
  })
  t.equal(run.status, 0, run.stderr)
})

const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-')

t.test('links between the pages lead somewhere', async (t) => {
  const pages = ['docs', 'examples', '.'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => join(folder, file)),
  )
  for (const file of pages) {
    const text = readFileSync(join(root, file), 'utf8')
    for (const [, target] of text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)) {
      t.ok(existsSync(join(root, file, '..', target!)), `${file} -> ${target}`)
    }
    for (const [, target, anchor] of text.matchAll(/\]\((?!https?:)([^)#\s]*)#([^)\s]+)\)/g)) {
      const there = target === '' ? text : readFileSync(join(root, file, '..', target!), 'utf8')
      const headings = [...there.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!))
      t.ok(headings.includes(anchor!), `${file} -> ${target}#${anchor}`)
    }
  }
})

t.test('every picture of a page is shown somewhere', async (t) => {
  const texts = ['README.md', 'docs/desk.md', 'docs/ops-room.md'].map((file) =>
    readFileSync(join(root, file), 'utf8'),
  )
  const pictures = readdirSync(join(root, 'docs/screenshots'))
  t.ok(pictures.length > 5)
  for (const picture of pictures)
    t.ok(
      texts.some((text) => text.includes(`screenshots/${picture}`)),
      picture,
    )
})

t.test('every header that a call may carry is told to who writes the call', async (t) => {
  type Call = { parameters?: { in: string; name: string }[] }
  const { paths } = JSON.parse(readFileSync(join(root, 'openapi/openapi.json'), 'utf8')) as {
    paths: Record<string, Record<string, Call>>
  }
  const calls = Object.values(paths).flatMap((path) => Object.values(path))
  const headers = calls.flatMap(({ parameters = [] }) => parameters.filter((one) => one.in === 'header'))
  const told = readFileSync(join(root, 'docs/integration.md'), 'utf8').toLowerCase()
  const names = new Set(headers.map(({ name }) => name.toLowerCase()))
  t.ok(names.has('beagle-deadline-ms'))
  for (const name of names) t.ok(told.includes(`\`${name}\``), name)
})

t.test('every package is told with its why', async (t) => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8')
  const table = readme
    .slice(readme.indexOf('## Decisions'))
    .replace(/@fastify\/\{([^}]+)\}/g, (_, names: string) => names.replace(/[^,]+/g, '@fastify/$&'))
    .toLowerCase()
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  for (const name of Object.keys(dependencies)) t.ok(table.includes(name), name)
})
