import fc from 'fast-check'
import t from 'tap'
import { isOneEdit, isWithinEdits } from '../src/reading/edits.ts'
import { createFolded, foldInto } from '../src/reading/fold.ts'
import { inflect } from '../src/reading/inflect.ts'
import { legalStatusOf } from '../src/reading/legal-status.ts'
import { soundKey } from '../src/reading/sound-key.ts'
import {
  nothingSaid,
  open,
  reviewedRow,
  shippedBundle,
  shippedReader,
  smallReader,
} from './reading-helper.ts'

const reader = await shippedReader()
const read = (text: string) => reader.read(text, nothingSaid)
const flagged = (text: string) => open(read(text).mentions).length > 0

t.test('spans lie in the original text, whatever folding did in between', async (t) => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['old \u200biv\u200bory carving', 'iv\u200bory', 'zero-width'],
    ['carved &#105;vory bracelet', '&#105;vory', 'entity'],
    ['carved \u0456v\u043ery netsuke', '\u0456v\u043ery', 'Cyrillic look-alikes'],
    ['carved \uff49\uff56\uff4f\uff52\uff59 netsuke', '\uff49\uff56\uff4f\uff52\uff59', 'full width'],
    ['carved \ud835\udc56vory netsuke', '\ud835\udc56vory', 'mathematical letters'],
    ['i v o r y carving', 'i v o r y', 'spaced letters'],
    ['i.v.o.r.y carving', 'i.v.o.r.y', 'dotted letters'],
    ['1vory carving', '1vory', 'digits for letters'],
    ['Große Elfenbeinschnitzerei', 'Elfenbeinschnitzerei', 'a compound'],
    ['古董 象牙 手镯', '象牙', 'a script without spaces'],
    ['\ud83d\ude00 panda \ud83d\udc18 pangolin scales', 'pangolin scales', 'after emoji'],
  ]
  for (const [text, part, name] of cases) {
    const [mention] = open(read(text).mentions)
    t.ok(mention, `${name}: ${text} is read`)
    const span = text.slice(mention?.start, mention?.end)
    t.ok(span.includes(part) && /^\S.*\S$/s.test(span), `${name}: ${span} is what was meant`)
  }
})

t.test('any text at all is read without a crash, and every span lies inside it', async (t) => {
  const noise = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      maxLength: 300,
    }),
    fc
      .array(
        fc.constantFrom(
          'ivory',
          'i v o r y',
          '1vory',
          '&eacute;',
          '&#x110000;',
          '\ud800',
          '\u202e',
          '象牙',
          'ß',
          'ﬃ',
          ' ',
          ', ',
          'P. leo',
        ),
        {
          maxLength: 60,
        },
      )
      .map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(noise, (text) => {
      const { mentions, cues } = read(text)
      return [...mentions, ...cues].every(({ start, end }) => start >= 0 && start < end && end <= text.length)
    }),
    { numRuns: 1500, seed: 3 },
  )
  for (const text of [
    '',
    'a'.repeat(2000),
    '😀'.repeat(1000),
    'مرحبا '.repeat(300),
    '\ud800'.repeat(2000),
    '\0\x01\xff'.repeat(600),
  ]) {
    t.same(
      open(read(text).mentions),
      [],
      `nothing is found in ${JSON.stringify(text.slice(0, 8))} x ${text.length}`,
    )
  }
})

t.test('folding remembers where every unit came from', async () => {
  const folded = createFolded()
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      foldInto(folded, text)
      let last = 0
      for (let at = 0; at < folded.length; at++) {
        const start = folded.starts[at]!
        if (start < last || folded.ends[at]! <= start || folded.ends[at]! > text.length) return false
        last = start
      }
      return true
    }),
    { numRuns: 1000, seed: 5 },
  )
})

t.test('the trie finds what a plain search over the folded words finds', async () => {
  const names = [
    'snow leopard',
    'leopard',
    'grey parrot',
    'hawksbill',
    'great grey owl',
    'owl',
    'tiger bone',
    'bone',
  ]
  const rows = names.map((term) => reviewedRow({ term, kind: 'product' }))
  const small = smallReader(rows)
  const words = fc.constantFrom(
    'snow',
    'leopard',
    'grey',
    'great',
    'parrot',
    'hawksbill',
    'owl',
    'tiger',
    'bone',
    'blue',
    'of',
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 12 }), (list) => {
      const text = list.join(' ')
      const found = small.read(text, nothingSaid).mentions.map(({ start, end }) => `${start}-${end}`)
      return JSON.stringify(found) === JSON.stringify(plainSearch(text, names))
    }),
    { numRuns: 500, seed: 7 },
  )
})

/** Every occurrence as whole words, less those inside a longer one and those that cross the one before. */
function plainSearch(text: string, names: readonly string[]): readonly string[] {
  const all = names.flatMap((name) => {
    const found: { start: number; end: number }[] = []
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      if (` ${text} `.slice(at, at + name.length + 2) === ` ${name} `)
        found.push({ start: at, end: at + name.length })
    }
    return found
  })
  all.sort((left, right) => left.start - right.start || right.end - left.end)
  const kept: { start: number; end: number }[] = []
  for (const one of all) if (kept.every(({ end }) => one.start >= end)) kept.push(one)
  return kept.map(({ start, end }) => `${start}-${end}`)
}

t.test('the same words are read by what stands beside them', async (t) => {
  const pairs: readonly (readonly [string, string])[] = [
    ['carved ivory bracelet', 'ivory chiffon dress size 38'],
    ['ivory netsuke signed', 'ivory emulsion paint 2.5 l'],
    ['tiger skull', 'tiger balm 30 g'],
    ['python leather handbag', 'python programming book'],
    ['crocodile skin belt', 'crocodile clips 10 pcs'],
    ['wolf skull', 'jack wolfskin jacket'],
    ['live hermann tortoise hatchling', 'tortoise plush toy'],
    ['hawksbill shell comb', 'tortoiseshell acetate sunglasses'],
    ['Elfenbeinarmband', 'Elfenbeinküste Flagge'],
    ['olifantenpoot kruk', 'olifant knuffel grijs'],
    ['piel de leopardo', 'blusa estampado leopardo'],
    ['pelle di pitone vera', 'portafoglio stampa pitone ecopelle'],
    ['pitonbőr öv', 'tigrismintás takaró'],
    ['穿山甲 鳞片', '鳄鱼夹 10个'],
    ['vảy tê tê', 'dầu gội đầu nam'],
    ['Panthera tigris skull', 'Panthera tigris postage stamp 1975'],
    ['walrus tusk', 'walrus plush toy 30 cm'],
    ['eagle feathers', 'peacock feathers'],
  ]
  for (const [specimen, innocent] of pairs) {
    t.ok(flagged(specimen), `${specimen} is asked about`)
    t.notOk(flagged(innocent), `${innocent} is not`)
  }
})

t.test('a known cover is unclear, a denial of imitation counts against it', async (t) => {
  for (const text of [
    'bone netsuke, signed, Edo',
    'faux ivory netsuke Meiji',
    'carved white material, not plastic',
  ]) {
    const [mention] = open(read(text).mentions)
    t.equal(mention?.reading, 'unclear', text)
  }
  t.notOk(flagged('faux ivory piano keytops'), 'an imitation is an imitation elsewhere')
  t.notOk(flagged('faux fur coat'), 'and in clothing')
  t.notOk(flagged('cow bone buttons 20 mm'), 'bone buttons are bone buttons')
})

t.test('innocent words elsewhere do not undo a specimen', async (t) => {
  const excuses = ['gift', 'wooden box', 'silver mount', 'table lamp', 'tea tin', 'home decor']
  for (const text of [
    'elephant tusk',
    'tiger bone',
    'pangolin scales',
    'hawksbill shell comb',
    'leopard skin rug',
  ]) {
    for (const excuse of excuses) t.ok(flagged(`${text}, ${excuse}`), `${text}, ${excuse}`)
  }
})

t.test('inflections, sounds and slips', async (t) => {
  t.ok(inflect('elefant', 'de').includes('elefanten'))
  t.ok(inflect('wolf', 'en').includes('wolves'))
  t.ok(inflect('vogelspin', 'nl').includes('vogelspinnen'))
  t.notOk(inflect('orango', 'it', false).includes('orange'))
  t.same(inflect('象牙', 'zh'), [])
  t.equal(soundKey('rhinosserous'), soundKey('rhinoceros'))
  t.ok(isOneEdit('ivroy', 'ivory') && isOneEdit('ivor', 'ivory') && !isOneEdit('ivy', 'ivory'))
  fc.assert(
    fc.property(fc.string({ maxLength: 6 }), fc.string({ maxLength: 6 }), (left, right) =>
      isWithinEdits(left, right, 1) ? isOneEdit(left, right) : true,
    ),
    { seed: 11 },
  )
})

t.test('every taxon is found by every name it has', async (t) => {
  const { taxa } = await shippedBundle()
  const lost = taxa.flatMap(({ names, scientificName }) => {
    const { vi, zh, ...others } = names
    // One Vietnamese syllable or one Chinese character is too many other words.
    const telling = [...vi.filter((name) => name.includes(' ')), ...zh.filter((name) => [...name].length > 1)]
    return [scientificName, ...Object.values(others).flat(), ...telling].filter(
      (name) => read(name).mentions.length === 0,
    )
  })
  // Names that are ordinary goods first: the lexicon says so on purpose.
  t.same(lost.sort(), ['虎皮鹦鹉', '鸵鸟', '高丽参', '红参', '蝴蝶兰', '仙人掌果', '膨鱼鳃'].sort())
})

t.test(
  'a name of which only some populations or parts are listed is unclear until origin or form decides',
  async (t) => {
    // Two cases for each exemption: what is free, and what is not.
    const cases: [string, string, { originCountry?: string; netWeightGrams?: number }, string][] = [
      ['red fox', 'red fox pelt', { originCountry: 'PL' }, 'benign'],
      ['red fox', 'red fox pelt', {}, 'unclear'],
      ['pronghorn', 'pronghorn trophy shoulder mount', { originCountry: 'US' }, 'benign'],
      ['pronghorn', 'pronghorn trophy shoulder mount', { originCountry: 'MX' }, 'specimen'],
      ['sable antelope', 'sable antelope trophy', { originCountry: 'ZA' }, 'benign'],
      ['sable antelope', 'sable antelope trophy', {}, 'unclear'],
      ['precious coral', 'red coral necklace', {}, 'unclear'],
      ['precious coral', 'Corallium japonicum beads', {}, 'specimen'],
      ['ginseng', 'american ginseng extract capsules', {}, 'benign'],
      ['ginseng', 'american ginseng root whole, wild', {}, 'unclear'],
      ['rosewood', 'Dalbergia carved box, finished', { netWeightGrams: 900 }, 'unclear'],
      ['rosewood', 'Dalbergia sawn timber planks', { netWeightGrams: 9000 }, 'specimen'],
    ]
    for (const [name, text, context, reading] of cases) {
      const { mentions } = reader.read(text, { ...nothingSaid, ...context })
      t.ok(
        mentions.some((mention) => mention.reading === reading),
        `${name}: "${text}" ${JSON.stringify(context)} is ${reading}`,
      )
      if (reading !== 'specimen')
        t.notOk(
          mentions.some((mention) => mention.reading === 'specimen'),
          `${name}: and no specimen`,
        )
    }
  },
)

t.test('what the law says follows form, origin and weight', async (t) => {
  const { taxa, listings } = await shippedBundle()
  const status = legalStatusOf(taxa, listings)
  const of = (taxon: string, form = '', originCountry = '', netWeightGrams: number | null = null) =>
    status(taxon, { form, originCountry, netWeightGrams })
  t.match(of('panthera-tigris', 'SKI'), { annex: 'A', appendix: 'I', partial: false, exempt: false })
  t.match(of('elephantidae', 'TUS', 'ZA'), { annex: 'B' }, 'the four southern populations')
  t.match(of('elephantidae', 'TUS', 'CD'), { annex: 'A' })
  t.match(of('antilocapra-americana', 'TRO', 'US'), { annex: 'none', exempt: true }, 'the American pronghorn')
  t.match(of('antilocapra-americana', 'TRO', 'MX'), { annex: 'A', partial: false }, 'the Mexican one')
  t.match(of('antilocapra-americana', 'TRO'), { partial: true }, 'and one of which nobody knows')
  t.match(of('vulpes-vulpes', 'SKI', 'PL'), { annex: 'none', exempt: true }, 'a European fox')
  t.match(of('dalbergia', 'WPR', '', 900), { partial: true }, 'a light finished article may be free')
  t.match(of('dalbergia', 'LOG', '', 900), { annex: 'B', partial: false }, 'timber is not finished')
  t.match(of('dalbergia', 'WPR', '', 12_000), { annex: 'B', partial: false }, 'nor is a heavy article free')
  t.match(of('panax-quinquefolius', 'ROO'), { annex: 'B' }, 'a ginseng root')
  t.match(of('panax-quinquefolius', 'EXT'), { annex: 'none' }, 'an extract of it')
  t.match(of('no-such-taxon'), { annex: 'none', exempt: false })
})
