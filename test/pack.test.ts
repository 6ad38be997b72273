import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { exportTables } from '../src/rules/export-tables.ts'
import { faultPlace } from '../src/rules/lint-problems.ts'
import type { PackFiles, PackProblem } from '../src/rules/pack-bundle.ts'
import { bundleToJson, parseBundle, sealBundle } from '../src/rules/pack-hash.ts'
import { packSchemas } from '../src/rules/pack-json-schemas.ts'
import { packLimits } from '../src/rules/pack-limits.ts'
import { parsePack } from '../src/rules/parse-pack.ts'
import { readPackFolder } from '../src/store/pack-folder.ts'

const root = new URL('..', import.meta.url).pathname
const encode = (text: string) => new TextEncoder().encode(text)

const manifest = `
id: small
version: 1.0.0
kind: carrier
title: { en: Small }
owner: test
legalBasis: none
legalDate: 2026-01-01
`
const ruleFile = `
defaults: { family: text, owner: test, source: test, code: SOME_CODE }
rules:
  - id: one
    title: { en: One }
    when: parcel.postal
    points: 3
`
const hsHeader = 'code,relevance,title_en,taxa_groups,forms,note,source'
const taxaHeader =
  'id,scientific_name,synonyms,rank,parent,group,trade_default,severity,live,hazard,parts,names_en,names_fr,names_de,names_nl,names_es,names_it,names_hu,names_zh,names_vi,ambiguous,source,confidence,checked_on'
const listingsHeader =
  'taxon,population,origins,appendix,annex,annotation,parts_covered,parts_exempt,weight_limit_grams,regime,legal_basis,valid_from,checked_on,confidence,source'
const taxon = (id: string, parent = '') =>
  `${id},Name,,genus,${parent},mammals,A,,yes,bite,SKI;SKU,name,,,,,,,,,,test,high,2026-01-01`

function files(extra: Readonly<Record<string, string | Uint8Array>> = {}): PackFiles {
  const all: Record<string, string | Uint8Array> = {
    'pack.yaml': manifest,
    'rules/a.yaml': ruleFile,
    ...extra,
  }
  return new Map(
    Object.entries(all).map(([path, content]) => [
      path,
      typeof content === 'string' ? encode(content) : content,
    ]),
  )
}

function problemsOf(extra: Readonly<Record<string, string | Uint8Array>>): readonly PackProblem[] {
  const result = parsePack(files(extra))
  return result.ok ? result.warnings : result.problems
}

function packOf(extra: Readonly<Record<string, string | Uint8Array>> = {}) {
  const result = parsePack(files(extra))
  if (!result.ok) throw new Error(JSON.stringify(result.problems))
  return result.pack
}

t.test('the packs in the repository read without an error', async (t) => {
  for (const name of ['eu-wildlife', 'carrier-policy']) {
    const result = parsePack(await readPackFolder(join(root, 'packs', name)))
    if (!result.ok) return t.fail(name, { problems: result.problems.slice(0, 10) })
    t.match(result.pack.sha256, /^[0-9a-f]{64}$/)
    t.equal(result.places.size, result.pack.bundle.rules.length, 'every rule knows where it stands')
  }
})

t.test(
  'the same folder has the same hash, in whatever order and with whatever line ends it is read',
  async (t) => {
    const table = `${hsHeader}\n0507,core,Ivory,mammals,TUS,,test\n`
    const first = packOf({ 'hs.csv': table })
    const crlf = new Map([...files({ 'hs.csv': `\ufeff${table.replaceAll('\n', '\r\n')}` })].reverse())
    const again = parsePack(crlf)
    if (!again.ok) return t.fail('must read')
    t.equal(again.pack.sha256, first.sha256)
    t.equal(packOf({ 'hs.csv': table.replaceAll(',', ';') }).sha256, first.sha256, 'semicolons too')
    t.not(packOf({ 'hs.csv': table.replace('Ivory', 'ivory') }).sha256, first.sha256)
    t.equal(
      packOf().sha256,
      '7d518fa6485442c9e68ed175d4aebc90eba663db8bb807b7c6772f3d05450553',
      'a fixed pack keeps its hash over releases',
    )
  },
)

t.test('a bundle in one file comes back as it went, and a changed one is refused', async (t) => {
  const pack = packOf({ 'hs.csv': `${hsHeader}\n0507,core,Ivory,mammals,TUS,,test\n` })
  const json = bundleToJson(pack)
  const back = parseBundle(json)
  if (!back.ok) return t.fail('must read', { problems: back.problems })
  t.strictSame(back.pack, pack)
  const codes = (text: string) => {
    const result = parseBundle(text)
    return result.ok ? [] : result.problems.map((problem) => problem.code)
  }
  t.strictSame(codes(json.replace('Ivory', 'ivory')), ['HASH_MISMATCH'])
  t.strictSame(codes(json.replace('"points":3', '"points":"3"')), ['BAD_VALUE'])
  t.strictSame(codes('{"beaglePack":1'), ['JSON_SYNTAX'])
  t.strictSame(codes('{"bundle":{}}'), ['NOT_A_BUNDLE'])
  t.strictSame(codes(json.replace('"format":1', '"format":1,"__proto__":{"a":1}')), ['BAD_VALUE'])
})

t.test('a bundle is held to the same references as a folder', async (t) => {
  const { bundle } = packOf({ 'taxa.csv': `${taxaHeader}\n${taxon('a')}\n` })
  const [row] = bundle.taxa
  if (row === undefined) return t.fail('no taxon')
  const cyclic = {
    ...bundle,
    taxa: [
      { ...row, parent: 'b' },
      { ...row, id: 'b', parent: 'a' },
    ],
    rules: [...bundle.rules, ...bundle.rules],
  }
  const result = parseBundle(bundleToJson(sealBundle(cyclic)))
  t.notOk(result.ok)
  if (!result.ok) {
    t.match(
      result.problems.map((problem) => problem.code),
      ['TAXON_CYCLE', 'TAXON_CYCLE', 'DUPLICATE_ROW'],
    )
  }
})

t.test('a bundle with a bottomless case is refused, brackets in texts are not nesting', async (t) => {
  const json = bundleToJson(packOf())
  const deep = json.replace(
    '"cases":[]',
    `"cases":[{"name":"c","fires":true,"parcel":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}]`,
  )
  const result = parseBundle(deep)
  t.notOk(result.ok)
  if (!result.ok) t.match(result.problems[0]?.message, /nests too deep/)
  const texts = Array.from(
    { length: 100 },
    (_, index) => `  - { id: r${index}, title: { en: "[{" }, when: "true" }`,
  )
  t.ok(
    parsePack(
      files({
        'rules/b.yaml': `defaults: { family: f, owner: o, source: s, code: C }\nrules:\n${texts.join('\n')}\n`,
      }),
    ).ok,
  )
})

t.test(
  'texts in other languages may be left out, and then the pack hashes as it did without the columns',
  async (t) => {
    const bare = packOf({ 'hs.csv': `${hsHeader}\n0507,core,Ivory,mammals,TUS,,test\n` })
    const header = hsHeader.replace('title_en', 'title_en,title_fr,title_de,title_nl')
    const empty = packOf({ 'hs.csv': `${header}\n0507,core,Ivory,,,,mammals,TUS,,test\n` })
    t.equal(empty.sha256, bare.sha256)
    t.same(
      Object.keys(bare.bundle.hs[0]!).filter((key) => key.startsWith('title')),
      ['titleEn'],
    )
    const full = packOf({
      'hs.csv': `${header}\n0507,core,Ivory,Ivoire,Elfenbein,,mammals,TUS,,test\n`,
      'texts/phrases.csv': 'text_en,text_fr,text_de,text_nl\nother species,autres espèces,,\n',
    })
    t.not(full.sha256, bare.sha256)
    t.match(full.bundle.hs[0], { titleFr: 'Ivoire', titleDe: 'Elfenbein' })
    t.notOk('titleNl' in full.bundle.hs[0]!)
    const back = parseBundle(bundleToJson(full))
    if (!back.ok) return t.fail('must read', { problems: back.problems })
    t.strictSame(back.pack, full)
    const twice = parsePack(
      files({ 'texts/phrases.csv': 'text_en,text_fr,text_de,text_nl\nIndia,,,\nIndia,,,\n' }),
    )
    t.notOk(twice.ok, 'a phrase stands once')
  },
)

t.test(
  'the shipped pack says its headings, the populations of its listings and its suspensions in every language',
  async (t) => {
    const read = parsePack(await readPackFolder(join(root, 'packs/eu-wildlife')))
    if (!read.ok) return t.fail('must read')
    const { hs, listings, suspensions, phrases } = read.pack.bundle
    t.same(
      hs.filter((row) => !row.titleFr || !row.titleDe || !row.titleNl).map(({ code }) => code),
      [],
    )
    const said = new Set(phrases.filter(({ fr, de, nl }) => fr && de && nl).map(({ en }) => en))
    const shown = [
      ...listings.flatMap(({ population, legalBasis }) => [population, legalBasis]),
      ...suspensions.map(({ legalBasis }) => legalBasis),
    ]
    t.same(
      [...new Set(shown)].filter((text) => text !== '' && !said.has(text)),
      [],
    )
  },
)

t.test('tables are read as a spreadsheet saves them', async (t) => {
  const rows = `${hsHeader}\r\n"0507.10","core","Ivory; raw, worked","mammals","TUS; IVC ","two\nlines","test"\r\n\r\n05,plausible,Chapter,,,,test\r\n`
  const { hs } = packOf({ 'hs.csv': rows }).bundle
  t.strictSame(hs[0], {
    code: '050710',
    relevance: 'core',
    titleEn: 'Ivory; raw, worked',
    taxaGroups: ['mammals'],
    forms: ['TUS', 'IVC'],
    note: 'two\nlines',
    source: 'test',
  })
  t.equal(hs.length, 2)
  const listing = (weight: string) =>
    packOf({
      'taxa.csv': `${taxaHeader}\n${taxon('lynx')}\n`,
      'listings.csv': `${listingsHeader.replaceAll(',', ';')}\nlynx;all;;I;A;;all;;${weight};cites_eu;law;;2026-01-01;high;test\n`,
    }).bundle.listings[0]?.weightLimitGrams
  t.strictSame([listing('125'), listing('0,5'), listing('12.25'), listing('')], [125, 0.5, 12.25, null])
})

t.test(
  'what a spreadsheet does to codes is an error that names sheet row and column and gives a hint',
  async (t) => {
    const hs = (cell: string) =>
      problemsOf({ 'hs.csv': `${hsHeader}\n96,core,t,,,,s\n${cell},core,t,,,,s\n` })[0]
    const cases: readonly (readonly [string, string, RegExp])[] = [
      ['507', 'LOST_ZERO', /0507/],
      ['50710', 'LOST_ZERO', /050710/],
      ['9601.1', 'LOST_ZERO', /960110/],
      ['01.Feb', 'DATE_IN_CODE', /format the column as text/],
      ['2026-01-05', 'DATE_IN_CODE', /text/],
      ['9.6E+05', 'NUMBER_IN_CODE', /text/],
      ['ivory', 'BAD_HS', /digits/],
    ]
    for (const [cell, code, hint] of cases) {
      const problem = hs(cell)
      t.match(problem, { severity: 'error', code, file: 'hs.csv', line: 3, column: 1, hint }, cell)
      t.match(problem?.message, /row 3, column A \(code\)/, cell)
    }
    const taxa = problemsOf({
      'taxa.csv': `${taxaHeader}\n${taxon('lynx')}\n${taxon('3-Apr')}\n${taxon('bear').replace('2026-01-01', '01.02.2026')}\n`,
    })
    t.match(taxa[0], { code: 'DATE_IN_CODE', line: 3, column: 1 })
    t.match(taxa[1], { code: 'BAD_DATE', line: 4, column: 24, hint: /2026-02-01/ })
    t.match(taxa[1]?.message, /column X \(checked_on\)/)
    const weight = problemsOf({
      'listings.csv': `${listingsHeader}\nlynx,all,,I,A,,all,,"1.250",cites_eu,law,,2026-01-01,high,test\n`,
    })
    t.match(weight[0], { code: 'AMBIGUOUS_NUMBER', line: 2, column: 9 })
  },
)

t.test('all faults of all files come at once', async (t) => {
  const problems = problemsOf({
    'hs.csv': `code,relevance\n507,core\n`,
    'rules/b.yaml': 'rules:\n  - id: Bad Id\n    when: parcel.postal\n',
    'rules/c.yaml': 'rules: [\n',
    'rules/d.yaml': ruleFile,
    'routes.csv': new Uint8Array([0x6b, 0xe9, 0x0a]),
    'taxa.csv': `${taxaHeader}\n${taxon('d', 'e')}\n${taxon('e', 'd')}\n${taxon('a')}\n${taxon('a')}\n${taxon('c', 'gone')}\n`,
    'listings.csv': `${listingsHeader}\nghost,all,,I,A,,all,,,cites_eu,law,,2026-01-01,high,test\n`,
    'extra.txt': 'hello',
  })
  const seen = new Set(problems.map((problem) => `${problem.file} ${problem.code}`))
  for (const expected of [
    'hs.csv MISSING_COLUMN',
    'hs.csv LOST_ZERO',
    'rules/b.yaml BAD_VALUE',
    'rules/c.yaml YAML_SYNTAX',
    'rules/d.yaml DUPLICATE_RULE',
    'routes.csv NOT_UTF8',
    'taxa.csv TAXON_CYCLE',
    'taxa.csv DUPLICATE_ROW',
    'taxa.csv UNKNOWN_TAXON',
    'listings.csv UNKNOWN_TAXON',
    'extra.txt UNKNOWN_FILE',
  ]) {
    t.ok(seen.has(expected), expected)
  }
  const bad = problems.find((problem) => problem.file === 'rules/b.yaml')
  t.match(bad, { line: 2 }, 'YAML faults carry their line')
  const unknown = problems.filter((problem) => problem.code === 'UNKNOWN_TAXON')
  t.match(
    unknown.map(({ file, line, column }) => [file, line, column]),
    [
      ['taxa.csv', 6, taxaHeader.split(',').indexOf('parent') + 1],
      ['listings.csv', 2, 1],
    ],
    'a name that points nowhere is told with its cell',
  )
  t.match(unknown[1]?.wording, { key: 'UNKNOWN_TAXON_LISTING' }, 'and with what names it, as a key')
})

t.test('rules take what their file says for all, and may say otherwise', async (t) => {
  const pack = packOf({
    'rules/b.yaml':
      'defaults: { family: live, owner: o, source: s, code: LIVE, strength: weak, ground: true }\nrules:\n' +
      '  - { id: b1, title: { en: B }, when: "true" }\n  - { id: b2, title: { en: B }, when: "true", points: 4, ground: false, family: hs }\n',
  })
  const [, first, second] = pack.bundle.rules
  t.match(first, { family: 'live', strength: 'weak', ground: true, conceals: false })
  t.match(second, { family: 'hs', points: 4, ground: false })
  t.equal(second?.strength, undefined)
  t.match(
    problemsOf({ 'rules/b.yaml': ruleFile.replace('one', 'two').replace('points: 3', 'points: -3') })[0],
    {
      code: 'NEGATIVE_POINTS',
    },
  )
})

t.test('a rule knows where the first letter of its condition stands, however it is written', async (t) => {
  const head = 'defaults: { family: f, owner: o, source: s, code: C }\nrules:\n'
  const text =
    `${head}  - id: block\n    title: { en: B }\n    when: |-\n      parcel.postal &&\n        nowhere\n` +
    '  - { id: quoted, title: { en: B }, when: "nowhere" }\n' +
    "  - { id: single, title: { en: B }, when: 'nowhere' }\n" +
    '  - id: plain\n    title: { en: B }\n    when: nowhere\n'
  const result = parsePack(files({ 'rules/b.yaml': text }))
  if (!result.ok) return t.fail('must read', { problems: result.problems })
  const lines = text.split('\n')
  for (const rule of result.pack.bundle.rules.filter(({ id }) => id !== 'one')) {
    const place = faultPlace(result.places.get(rule.id), rule.when, rule.when.indexOf('nowhere'))
    t.equal(lines[place.line - 1]!.slice(place.column - 1, place.column + 6), 'nowhere', rule.id)
  }
  t.same(faultPlace(undefined, 'nowhere', 3), { file: 'rules', line: 0, column: 0 })
})

t.test('a hostile pack is refused within limits of time and memory', async (t) => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefghi'
    .split('')
    .map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`)
    .join('\n')}\n`
  const hostile: readonly (readonly [string, Readonly<Record<string, string | Uint8Array>>, string])[] = [
    ['alias bomb', { 'rules/b.yaml': bomb }, 'YAML_ALIASES'],
    ['deep brackets', { 'rules/b.yaml': `a: ${'['.repeat(100_000)}` }, 'YAML_TOO_DEEP'],
    ['deep dashes', { 'rules/b.yaml': '- '.repeat(100_000) }, 'YAML_TOO_DEEP'],
    [
      'deep indents',
      { 'rules/b.yaml': Array.from({ length: 900 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n') },
      'YAML_TOO_DEEP',
    ],
    ['deep columns', { 'rules/b.yaml': `a: ${'[\n'.repeat(400)}` }, 'YAML_SYNTAX'],
    ['deep but closed', { 'rules/b.yaml': `rules: ${'['.repeat(60)}${']'.repeat(60)}` }, 'YAML_TOO_DEEP'],
    [
      'deep case',
      {
        'rules/b.yaml': `${ruleFile.replace('one', 'two')}    cases: [{ name: c, fires: true, parcel: { a: ${'['.repeat(20)}${']'.repeat(20)} } }]`,
      },
      'BAD_VALUE',
    ],
    ['big YAML', { 'rules/b.yaml': new Uint8Array(packLimits.yamlFileBytes + 1) }, 'FILE_TOO_LARGE'],
    ['100 MB', { 'taxa.csv': new Uint8Array(100 * 1024 * 1024) }, 'PACK_TOO_LARGE'],
    ['big CSV', { 'taxa.csv': new Uint8Array(packLimits.csvFileBytes + 1) }, 'FILE_TOO_LARGE'],
    ['open quote', { 'hs.csv': `${hsHeader}\n"${'x,'.repeat(500_000)}` }, 'CSV_SYNTAX'],
    ['too many rows', { 'hs.csv': `${hsHeader}\n${'05,core,t,,,,s\n'.repeat(100_002)}` }, 'TOO_MANY_ROWS'],
    ['duplicate key', { 'rules/b.yaml': 'rules: []\nrules: []\n' }, 'YAML_SYNTAX'],
    ['foreign tag', { 'rules/b.yaml': 'rules: !!js/function "x"\n' }, 'BAD_VALUE'],
    ['a prototype key', { 'rules/b.yaml': 'rules: []\n__proto__: { a: 1 }\n' }, 'BAD_VALUE'],
    ['parent path', { '../evil.yaml': 'x' }, 'BAD_PATH'],
    ['absolute path', { '/etc/passwd': 'x' }, 'BAD_PATH'],
    ['backslash path', { 'rules\\a.yaml': 'x' }, 'BAD_PATH'],
    ['null byte', { 'rules/a\0.yaml': 'x' }, 'BAD_PATH'],
    ['hidden', { '.git/config': 'x' }, 'BAD_PATH'],
    [
      'many files',
      Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`rules/f${index}.yaml`, ''])),
      'TOO_MANY_FILES',
    ],
  ]
  for (const [name, extra, code] of hostile) {
    const start = performance.now()
    const result = parsePack(files(extra))
    const milliseconds = performance.now() - start
    t.notOk(result.ok, name)
    if (!result.ok) {
      t.ok(
        result.problems.some((problem) => problem.code === code),
        `${name}: ${result.problems[0]?.code}`,
      )
      t.ok(result.problems.length <= packLimits.problems)
    }
    t.ok(milliseconds < 3000, `${name} took ${milliseconds.toFixed(0)} ms`)
  }
})

t.test('a pack folder is read without following links out of it', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'beagle-pack-'))
  t.teardown(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'rules'))
  await writeFile(join(folder, 'pack.yaml'), manifest)
  await writeFile(join(folder, 'rules', 'a.yaml'), ruleFile)
  await writeFile(join(folder, '.hidden'), 'left alone')
  const read = await readPackFolder(folder)
  t.strictSame([...read.keys()].sort(), ['pack.yaml', 'rules/a.yaml'])
  t.ok(parsePack(read).ok)
  await symlink('/etc/hostname', join(folder, 'taxa.csv'))
  await t.rejects(readPackFolder(folder), /taxa.csv is a link/)
  await rm(join(folder, 'taxa.csv'))
  await symlink('/etc', join(folder, 'lexicon'))
  await t.rejects(readPackFolder(folder), /lexicon is a link/)
  await t.rejects(readPackFolder(join(folder, 'missing')), /not a pack folder/)
  await t.rejects(readPackFolder(join(folder, 'pack.yaml')), /not a pack folder/)
  await rm(join(folder, 'lexicon'))
  await mkdir(join(folder, 'a/b/c/d/e'), { recursive: true })
  await t.rejects(readPackFolder(folder), /too deep/)
})

t.test('exported tables open in a spreadsheet, run nothing there, and read back as they were', async (t) => {
  const shipped = parsePack(await readPackFolder(join(root, 'packs', 'eu-wildlife')))
  if (!shipped.ok) return t.fail('must read')
  const tables = exportTables(shipped.pack.bundle)
  const { bundle } = shipped.pack
  const back = parsePack(
    files({ 'pack.yaml': `${manifest.replace('small', 'export')}`, ...Object.fromEntries(tables) }),
  )
  if (!back.ok) return t.fail('must read back', { problems: back.problems.slice(0, 5) })
  for (const name of [
    'taxa',
    'listings',
    'suspensions',
    'hs',
    'routes',
    'lookFor',
    'authorities',
    'lexicon',
  ] as const) {
    const key = (row: object) => JSON.stringify(row, Object.keys(row).sort())
    t.strictSame(back.pack.bundle[name].map(key).sort(), bundle[name].map(key).sort(), name)
  }
  const [first] = bundle.hs
  if (first === undefined) return t.fail('no rows')
  const evil = exportTables({
    ...bundle,
    hs: [{ ...first, note: '=HYPERLINK("http://x")', titleEn: '@SUM(1)' }],
  })
  const text = evil.get('hs.csv') ?? ''
  t.ok(text.startsWith('\ufeff') && text.includes('\r\n'))
  t.notMatch(text, /(^|[,"])[=@]/m)
  const read = parsePack(files({ 'hs.csv': text }))
  if (!read.ok) return t.fail('must read')
  t.match(read.pack.bundle.hs[0], { note: '=HYPERLINK("http://x")', titleEn: '@SUM(1)' })
})

t.test('the JSON Schemas in packs/schema are those of the code', async (t) => {
  for (const [name, text] of packSchemas()) {
    const written = await readFile(join(root, 'packs/schema', name), 'utf8').catch(() => '')
    t.equal(written, text, `${name} (npx tsx scripts/pack-schemas.ts)`)
  }
})
