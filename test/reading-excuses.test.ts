import t from 'tap'
import { nothingSaid, open, reviewedRow, shippedReader, smallReader } from './reading-helper.ts'

const reader = await shippedReader()
const isOpen = (text: string) => open(reader.read(text, nothingSaid).mentions).length > 0

/** What should be asked about, and beside it what it could be taken for. */
const pairs = [
  [
    'live chameleon inside teddy bear',
    'chameleon teddy bear',
    'what a living animal is packed in is no picture of it',
  ],
  ['live tortoises packed in toy box', 'toy box tortoise', 'nor is a toy box'],
  [
    'caviar beluga with mother of pearl spoon',
    'caviar spoon mother of pearl',
    'what came along excuses less',
  ],
  ['agarwood incense sticks real oud wood', 'agarwood incense sticks', 'a name said to be genuine is one'],
  ['male in deli cup with heat pack', 'deli cups with lids', 'several words of keepers, no animal named'],
  ['netsuke de hueso tallado firmado', 'collar de hueso', 'a netsuke of bone in any order'],
  ['figurine façon ivoire, netsuké ancien', 'robe façon ivoire', 'imitation beside a netsuke is a cover'],
  ['海龟标本', '海龟毛绒玩具', 'an everyday animal of another script, as a specimen'],
  [
    'whale bone whale tail pendant',
    'whale tail pendant silver',
    'a motif of jewellery excuses nothing beside it',
  ],
  ['玳瑁手镯 玳瑁色', '玳瑁色眼镜框 板材', 'nor does a colour named after a material'],
  ['Schildpatt Kamm, Palisander Farbton', 'Palisander Farbton Möbelstift', 'in German too'],
  ['caviar beluga y caviar de erizo', 'caviar de oricios', 'nor caviar of what is no sturgeon'],
  ['angulas vivas, gulas de surimi', 'gulas de surimi 200 g', 'nor eels of surimi'],
  ['象牙手串 象牙果', '象牙果 手串', 'nor vegetable ivory'],
  ['bolso piel de cocodrilo grabado', 'piel grabado cocodrilo vacuno', 'a hide stays one when it is pressed'],
  ['colmillo de elefante grabado', 'bolso grabado cocodrilo', 'and a tusk when it is engraved'],
  ['rhino horn carving, rhino tool holster', 'rhino tool holster mount drywall', 'nor does gear of a brand'],
  ['monkey paw dried, monkey fist knot', "monkey's paw keychain knot", 'nor a knot'],
  ['mật gấu tươi 20ml', 'mắt gấu nhựa 20 cái', 'marks are compared where the text has them'],
] as const

t.test('what excuses a name and what does not', async (t) => {
  for (const [asked, innocent, why] of pairs) {
    t.ok(isOpen(asked), `${why}: ${asked}`)
    t.notOk(isOpen(innocent), `but not: ${innocent}`)
  }
})

t.test('a bent word of another language neither supports nor excuses', async (t) => {
  t.notOk(isOpen('wolf code wallpaper'), 'code is no coda')
  t.ok(isOpen('nautile coquillage poli'), 'poli is no póló')
})

t.test('a name of one letter is read like any other', async (t) => {
  const row = reviewedRow({
    term: 'x',
    kind: 'taxon',
    language: 'mul',
  })
  const { mentions } = smallReader([row]).read('2 x 3 socks', nothingSaid)
  t.ok(mentions.length <= 1, 'it once threw, as though every Latin name had a second word')
})

t.test('Vietnamese marks: none written, the same, in another place, and others', async (t) => {
  const small = smallReader([
    reviewedRow({
      term: 'hoà mật',
      kind: 'product',
      language: 'vi',
    }),
  ])
  const found = (text: string) => small.read(text, nothingSaid).mentions.length
  t.equal(found('hoa mat'), 1)
  t.equal(found('HOÀ MẬT'), 1)
  t.equal(found('hòa mật'), 1)
  t.equal(found('hoa mắt'), 0)
  t.equal(found('hoà mật'.normalize('NFD')), 1)
})

t.test('a term of a script without spaces is found without the space it is kept with', async (t) => {
  const row = reviewedRow({
    term: '海 龟 壳',
    kind: 'product',
    language: 'zh',
  })
  t.equal(smallReader([row]).read('天然海龟壳手链', nothingSaid).mentions.length, 1)
})
