import t from 'tap'
import { shippedEngine } from '../scripts/eval-flaggers.ts'
import { readingCodes } from '../src/reading/mention.ts'
import { readingWeights, weightNames } from '../src/reading/reading-weights.ts'
import { findTaxa } from '../src/scoring/species-card.ts'
import { nothingSaid } from './reading-helper.ts'

const engine = await shippedEngine()
const { bundle } = engine.customs.pack

/** Those of the mission page, then those that the issue names. */
const named: Readonly<Record<string, string>> = {
  'Panthera onca': 'jaguar skull',
  'Lynx lynx': 'lynx fur coat',
  'Ursus arctos': 'brown bear skin rug',
  Delphinidae: 'dolphin teeth',
  Elephantidae: 'elephant ivory bracelet',
  'Panthera tigris': 'tiger bone glue',
  'Felis silvestris': 'European wildcat taxidermy',
  'Lutra lutra': 'otter skin',
  'Canis lupus': 'wolf skull',
  Rhinocerotidae: 'rhino horn powder',
  'Panthera leo': 'lion claws',
  'Pan paniscus': 'bonobo skull',
  Gorilla: 'gorilla hand',
  'Lyrurus tetrix': 'black grouse tail feathers',
  'Lygodactylus williamsi': 'turquoise dwarf gecko pair',
  'Shinisaurus crocodilurus': 'Chinese crocodile lizard juvenile',
  Conophytum: 'Conophytum pellucidum plants',
  'Saussurea costus': 'costus root',
  'Anodorhynchus hyacinthinus': 'hyacinth macaw chick',
  'Ara glaucogularis': 'blue-throated macaw pair',
}

t.test('the species card of each named taxon is complete', async (t) => {
  for (const name of Object.keys(named)) {
    const [card] = findTaxa(engine.customs, name, 1, 'en')
    t.equal(card?.scientificName, name)
    if (card === undefined) continue
    t.ok(card.listings.length > 0, `${name}: a status`)
    for (const { checkedOn, legalBasis, confidence } of card.listings) {
      t.ok(checkedOn !== '' && legalBasis !== '' && confidence.length > 0, `${name}: date, basis, confidence`)
    }
    t.ok(card.partsInTrade.length > 0 && card.lookFor.length > 0, `${name}: parts and what to look for`)
    t.same(Object.keys(card.papers).sort(), ['export', 'import', 'intra_eu', 'transit'])
    // The Birds Directive asks for no CITES paper.
    const papers = Object.values(card.papers).flat().length
    t.equal(papers > 0, card.tradeDefault !== 'none', `${name}: papers where CITES asks for them`)
  }
  const [grouse] = findTaxa(engine.customs, 'black grouse', 1, 'en')
  t.same(
    grouse?.listings.map(({ regime }) => regime),
    ['birds_directive'],
  )
})

t.test('while a name is typed, the one with the least left to type stands first', async (t) => {
  const idsOf = (typed: string) => findTaxa(engine.customs, typed, 9, 'en').map(({ id }) => id)
  t.equal(idsOf('eleph')[0], 'elephantidae', "before the elephant's foot palm")
  t.equal(idsOf('ELEPHANT')[0], 'elephantidae')
  t.ok(idsOf('forest elephant').includes('loxodonta-cyclotis'), 'from a later word on')
  t.same(idsOf('no such animal'), [])
})

t.test('each of them is read, as what it is', async (t) => {
  for (const [name, text] of Object.entries(named)) {
    const mentions = engine.reader.read(text, nothingSaid).mentions
    const ids = mentions
      .filter(({ reading }) => reading === 'specimen' || reading === 'unclear')
      .map(({ taxon }) => taxon)
    t.ok(ids.length > 0, `${name}: "${text}" is asked about`)
    t.ok(
      ids.some((id) => isWithin(id, name)),
      `${name}: as ${ids.join(', ')}`,
    )
  }
})

/** The taxon itself, one above it or one below it. */
function isWithin(id: string, scientificName: string): boolean {
  const taxa = new Map(bundle.taxa.map((taxon) => [taxon.id, taxon]))
  const wanted = bundle.taxa.find((taxon) => taxon.scientificName === scientificName)!
  const lineOf = (start: string): readonly string[] => {
    const taxon = taxa.get(start)
    return taxon === undefined ? [] : [start, ...lineOf(taxon.parent)]
  }
  return lineOf(id).includes(wanted.id) || lineOf(wanted.id).includes(id)
}

t.test('a hazard is told where there is one', async (t) => {
  const hazards = (name: string) => findTaxa(engine.customs, name, 1, 'en')[0]?.hazards ?? []
  t.ok(hazards('king cobra').includes('venomous'))
  t.ok(hazards('Panthera tigris').includes('bite'))
  t.ok(hazards('Gorilla').includes('zoonosis'))
  t.ok(hazards('Dendrobatidae').some((hazard) => hazard.includes('toxic')))
  t.ok(hazards('Ursus arctos').includes('arsenic_mount'))
})

t.test('the codes of readings are frozen', async (t) => {
  t.same(readingCodes, [
    'SCIENTIFIC_NAME',
    'TAXON_NAMED',
    'PRODUCT_NAMED',
    'AMBIGUOUS_NAME',
    'PART_WITHOUT_ANIMAL',
    'DISGUISED',
    'MISSPELT',
    'LATIN_EPITHET',
    'FORM_BESIDE',
    'FORM_IN_TEXT',
    'SAID_TO_BE_GENUINE',
    'DENIES_IMITATION',
    'LIVE_CUE',
    'LITTLE_ELSE',
    'HS_AGREES',
    'NOT_LISTED',
    'PARTLY_LISTED',
    'IMITATION_WORD',
    'BENIGN_CONTEXT',
    'NOTHING_SUPPORTS_IT',
  ])
})

t.test(
  'the weights are data of the pack: all of them are stated, and changing one changes a reading',
  async (t) => {
    t.same(bundle.readingWeights.map(({ weight }) => weight).sort(), [...weightNames].sort())
    const { compileReader } = await import('../src/reading/compile-reader.ts')
    const harsh = bundle.readingWeights.map((row) => (row.weight === 'flag' ? { ...row, points: 90 } : row))
    const reader = compileReader({ ...bundle, readingWeights: harsh })
    t.equal(engine.reader.read('tiger skull', nothingSaid).mentions[0]?.reading, 'specimen')
    t.equal(reader.read('tiger skull', nothingSaid).mentions[0]?.reading, 'benign')
    t.equal(
      readingWeights([]).flag,
      readingWeights(bundle.readingWeights).flag,
      'the table says what the code would',
    )
  },
)

t.test('a declared heading that holds such goods bears a name out, another does not', async (t) => {
  const of = (hsCode: string) =>
    engine.reader.read('jaguar skin', { ...nothingSaid, hsCode }).mentions[0]?.why ?? []
  t.ok(of('430180').includes('HS_AGREES'), 'raw furskins')
  t.notOk(of('950300').includes('HS_AGREES'), 'toys are a cover')
  t.notOk(of('410320').includes('HS_AGREES'), 'reptile hides')
  t.notOk(of('').includes('HS_AGREES'))
})
