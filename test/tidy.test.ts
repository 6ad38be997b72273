// The style as a test: lengths, import direction, what pure code may not call, and where functions may be built.

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import t from 'tap'

const root = resolve(import.meta.dirname, '..')
const linesMax = 300
/** The runner costs seconds a file, so test files are fewer and larger; texts are data. */
const testLinesMax = 500
const functionLinesMax = 70

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
}

const sources = filesBelow('src').map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))
const others = ['test', 'scripts', 'models', 'bench']
  .flatMap((folder) => filesBelow(folder))
  .filter((file) => !file.includes('node_modules'))
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }))

/** What each room may import from, besides itself; `parcel <- reading <- rules; forest <- scoring <- store <- the edges`. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  parcel: [],
  reading: ['parcel'],
  rules: ['parcel', 'reading'],
  forest: [],
  scoring: ['parcel', 'reading', 'rules', 'forest'],
  store: ['parcel', 'reading', 'rules', 'forest', 'scoring'],
  jobs: ['parcel', 'reading', 'rules', 'forest', 'scoring', 'store'],
}
const pureRooms = ['parcel', 'reading', 'rules', 'forest', 'scoring']

function roomOf(file: string): string {
  const [, room, ...rest] = file.split('/')
  return rest.length === 0 ? 'top' : room!
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/^(?:import|export)[^'"]*from '([^']+)'|^import '([^']+)'/gm)].map(
    (match) => match[1] ?? match[2]!,
  )
}

t.test('no file is longer than a person reads in one go', async (t) => {
  for (const { file, text } of [...sources, ...others]) {
    if (file.endsWith('-texts.ts')) continue
    const max = file.startsWith('test/') ? testLinesMax : linesMax
    t.ok(text.split('\n').length - 1 <= max, `${file} has at most ${max} lines`)
  }
})

t.test('no function is longer than a screen', async (t) => {
  for (const { file, text } of sources) {
    const lines = text.split('\n')
    for (let start = 0; start < lines.length; start++) {
      if (!/^(?:export )?(?:async )?function|^(?:export )?const \w+ = .*=> \{$/.test(lines[start]!)) continue
      const end = lines.findIndex((line, index) => index > start && /^\}/.test(line))
      t.ok(end - start + 1 <= functionLinesMax, `${file}:${start + 1} has at most ${functionLinesMax} lines`)
    }
  }
})

t.test('imports point one way', async (t) => {
  for (const { file, text } of sources) {
    const allowed = mayImport[roomOf(file)]
    if (allowed === undefined) continue
    for (const imported of importsOf(text).filter((path) => path.startsWith('.'))) {
      const target = relative(root, resolve(root, file, '..', imported))
      const room = roomOf(target)
      t.ok(room === roomOf(file) || allowed.includes(room), `${file} may import ${imported}`)
    }
  }
})

t.test('what is pure has no clock, no I/O and no framework', async (t) => {
  const banned =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|from 'node:fs|from 'fastify|from 'better-sqlite3/
  for (const { file, text } of sources.filter(({ file }) => pureRooms.includes(roomOf(file)))) {
    t.notMatch(text, banned, file)
  }
})

t.test(
  'only the process, the command line and the configuration know the process; nobody prints by console',
  async (t) => {
    for (const { file, text } of sources) {
      t.notMatch(text, /\bconsole\.\w+\(/, file)
      if (['src/server.ts', 'src/cli.ts'].includes(file)) continue
      t.notMatch(text, /\bprocess\.(?:exit|env|argv|stdout|stderr|on)\b/, file)
    }
  },
)

t.test('one file alone builds functions from text', async (t) => {
  const builders = sources
    .filter(({ text }) => /\bnew Function\(|\beval\(/.test(text))
    .map(({ file }) => file)
  t.same(builders, ['src/rules/build-function.ts'])
})

t.test('one file alone chooses which SQLite opens a file', async (t) => {
  const choosers = sources
    .filter(({ text }) => /^import [^t].*'better-sqlite3/m.test(text))
    .map(({ file }) => file)
  t.same(choosers, [])
})

t.test('every module opens with what it owns', async (t) => {
  for (const { file, text } of sources) t.match(text.replace(/^#!.*\n/, ''), /^\/\/ |^\/\*\*/, file)
})
