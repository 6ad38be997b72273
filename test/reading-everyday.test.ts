import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { countCovers } from '../scripts/count-covers.ts'
import { scorerFlagger, shippedEngine } from '../scripts/eval-flaggers.ts'
import { readCatalogue, readDevelopment } from '../scripts/eval-lines.ts'
import { commonCovers, ordinaryLinesAHitMin } from '../src/reading/common-covers.ts'
import { compileReader } from '../src/reading/compile-reader.ts'
import { languages, strengths, termKinds } from '../src/reading/lexicon-row.ts'
import { trustedStrength } from '../src/reading/term.ts'
import { lexiconRow, nothingSaid, open, reviewedRow, smallReader } from './reading-helper.ts'

const engine = await shippedEngine()
const { bundle } = engine.customs.pack
const scorer = scorerFlagger(engine)

t.test('an everyday word flags no parcel, alone or with its like', async (t) => {
  const everyday: Readonly<Record<string, readonly string[]>> = {
    vi: ['hàng', 'cao', 'nanh', 'da', 'hàng mới', 'cao cấp', 'áo da'],
    fr: [
      'os',
      'ours',
      'dent',
      'bois',
      'corne',
      'défense',
      'écharpe',
      'fosse',
      'morse',
      'résine',
      'égale',
      'baleines',
    ],
    nl: ['bot', 'beer', 'been', 'los', 'kapotte', 'zaad', 'haarlos', 'vel', 'hoorn', 'kameel'],
    de: ['Bein', 'Knochen', 'Horn', 'Fell', 'Schale', 'wähle', 'Bär', 'entwickelbar', 'Vandalismus', 'Zahn'],
    en: [
      'bone',
      'horn',
      'shell',
      'skin',
      'scale',
      'toys',
      'gift',
      'Amazon',
      'seal',
      'swift',
      'jaguar',
      'puma',
      'python',
    ],
    es: ['hueso', 'mosca', 'cuerno', 'piel', 'granadilla', 'ratonera', 'oso', 'resina'],
    it: ['osso', 'mosca', 'morsa', 'fosse', 'corno', 'pelle', 'mantelli'],
    hu: ['csont', 'bőr', 'tejút', 'héjas', 'gyanta', 'toll'],
    zh: ['白料', '果冻', '骨', '皮', '角'],
  }
  const words = Object.values(everyday).flat()
  t.ok(words.length >= 34, `${words.length} words`)
  t.same(
    words.filter((word) => scorer.flag(word).flagged),
    [],
  )
  const innocent = words.filter(
    (word) => !/^[A-Z]?(?:ours|beer|Bär|oso|bone|hueso|osso|csont|Knochen)$/.test(word),
  )
  fc.assert(
    fc.property(
      fc.constantFrom('box of 10', '500 g', 'Gr. 38', 'new'),
      fc.constantFrom(...innocent),
      (rest, word) => !scorer.flag(`${word} ${rest}`).flagged,
    ),
    { seed: 17, numRuns: 300 },
  )
})

t.test('a code word commoner than one line in 10,000 never scores alone', async (t) => {
  const row = reviewedRow({
    term: 'zzwhite zzstuff',
    kind: 'cover_word',
  })
  const reads = (found: number, lines: number) =>
    compileReader({
      lexicon: [row],
      taxa: [],
      listings: [],
      hs: [],
      readingWeights: [],
      coverFrequency: [{ term: row.id, lines, found, source: 'test' }],
    }).read('zzwhite zzstuff', nothingSaid)
  t.equal(open(reads(0, 3000).mentions).length, 1, 'never met: a code word')
  t.equal(open(reads(1, 10_000).mentions).length, 1, 'once in 10,000')
  t.same(reads(1, 9_999).mentions, [], 'oftener: no mention at all')
  t.equal(reads(1, 9_999).cues.length, 1, 'but a cue that colours others')
})

/** The most that `found` in `lines` leaves possible, 95 times of 100: three in `lines` where nothing was found (rule of three). */
function shareAtMost(found: number, lines: number): number {
  if (lines === 0) return 1
  return Math.min(1, (found + (found === 0 ? 3 : 2 * Math.sqrt(found) + 2)) / lines)
}

t.test('no code word of the pack that scores alone is met in the ordinary lines', async (t) => {
  const alone = bundle.lexicon.filter((row) => row.kind === 'cover_word' && trustedStrength(row) !== 'weak')
  const counted = new Set(bundle.coverFrequency.map(({ term }) => term))
  t.same(
    alone.filter(({ id }) => !counted.has(id)).map(({ id }) => id),
    [],
    'each was counted: run npm run covers',
  )
  const development = readDevelopment()
  if (development === null) t.comment('no ../shared here: the catalogue only')
  const lines = [
    ...readCatalogue().lines,
    ...(development?.lines.filter(({ natural }) => natural === true) ?? []),
  ]
  const counts = countCovers(alone, lines)
  const common = commonCovers(counts.map((count) => ({ ...count, source: 'test' })))
  t.same([...common], [], 'none is commoner than one in 10,000')
  for (const language of languages) {
    const own = counts.filter((_, at) => alone[at]!.language === language)
    const of = own[0]?.lines ?? 0
    const found = own.reduce((sum, count) => sum + count.found, 0)
    const most = shareAtMost(found, of)
    // Three in n is what n lines without a find leave possible: fewer than 30,000 lines show less than the promise asks for.
    const shown =
      most <= 1 / ordinaryLinesAHitMin ? 'shown' : `not shown: ${3 * ordinaryLinesAHitMin} lines would`
    t.comment(
      `${language}: ${own.length} code words, ${found} found in ${of} lines, at most 1 in ${Math.round(1 / most)} (${shown})`,
    )
  }
})

const speciesFile = '../shared/data/species/species.csv'

t.test(
  'each of the taxa of the shared species list is found in every language it has a name for',
  { skip: !existsSync(speciesFile) && 'no ../shared here' },
  async (t) => {
    const [header = '', ...rows] = readFileSync(speciesFile, 'utf8').trim().split('\n')
    const columns = header.split(',')
    t.ok(rows.length >= 605, `${rows.length} taxa`)
    let asked = 0
    const lost = rows.flatMap((row) => {
      const cells = row.match(/("[^"]*"|[^,]*)(?:,|$)/g)!.map((cell) => cell.replace(/,$|"/g, ''))
      return columns.flatMap((column, at) => {
        if (column !== 'scientific_name' && !column.startsWith('common_')) return []
        const names = (cells[at] ?? '').split(';').map((name) => name.replace(/ spp\.| \(.*\)/g, '').trim())
        const given = names.filter((name) => name !== '')
        asked += given.length > 0 ? 1 : 0
        const found = given.some((name) => engine.reader.read(name, nothingSaid).mentions.length > 0)
        return found || given.length === 0 ? [] : [`${cells[0]} ${column} ${given.join('/')}`]
      })
    })
    t.comment(`${asked} pairs of taxon and language, ${lost.length} not found`)
    t.same(lost, [])
  },
)

t.test('a row of each strength and kind that nobody has reviewed counts as weak', async (t) => {
  for (const strength of strengths) {
    const row = lexiconRow({ term: 'zz', kind: 'product', strength, confidence: 'high' })
    t.equal(trustedStrength(row), 'weak')
    t.equal(trustedStrength({ ...row, reviewedBy: 'desk' }), 'weak', 'a name without a date')
    t.equal(trustedStrength({ ...row, reviewedOn: '2026-11-01' }), 'weak', 'a date without a name')
    t.equal(trustedStrength({ ...row, reviewedBy: 'desk', reviewedOn: '2026-11-01' }), strength)
  }
  for (const kind of termKinds) {
    const row = lexiconRow({ term: 'zzarnak', kind, strength: 'decisive' })
    t.same(open(smallReader([row]).read('zzarnak', nothingSaid).mentions), [], kind)
  }
})
