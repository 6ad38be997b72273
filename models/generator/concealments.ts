// How listed goods hide, after documented parcels (examples/documented): what was declared, what was inside, how it went.
// Declared words come from the same ordinary lines and the same generic words that innocent parcels carry.

export type Concealment = {
  /** A documented case, for the card. */
  readonly like: string
  /** Class of ordinary-goods.ts whose words and HS codes are declared. */
  readonly cover: string
  /** HS codes the cases or their class would carry. */
  readonly hs: readonly string[]
  /** Commodities of wildlife-goods.ts that were inside: their weights and origins show through. */
  readonly inside: readonly string[]
  /** Routes of the cases, and likely origins with any destination; others of the commodity are drawn as well. */
  readonly routes: readonly (readonly [origin: string, destination: string | null])[]
}

const hiding = (like: string, cover: string, hs: string, inside: string, routes: string): Concealment => ({
  like,
  cover,
  hs: hs.split(' '),
  inside: inside.split(' '),
  routes: routes.split(' ').map((route) => [route.slice(0, 2), route.slice(3) || null] as const),
})

export const concealments: readonly Concealment[] = [
  hiding('HK15 tiles', 'home', '690721 690722 691390', 'ivory rhino_horn', 'ZW>HK ZW> ZA>'),
  hiding('HK16 toys', 'toys', '950300', 'ivory pangolin', 'ZA>HK NG> CM>'),
  hiding('HK17 coffee', 'food', '090121 090111', 'rhino_horn pangolin', 'NA>HK ZA> KE>'),
  hiding('HK20 body scrub', 'cosmetics', '330499', 'seahorse sea_cucumber', 'ID>HK PH>'),
  hiding('HK-RS furniture parts', 'wood', '940390 442199', 'timber agarwood', 'AE>HK CA>HK IN>'),
  hiding('FZ household articles', 'home', '392490 732393', 'ivory big_cat', 'ES>CN GB>'),
  hiding('BBC toys', 'toys', '950300', 'succulent cycad cactus', 'ZA>CN ZA> MX>'),
  hiding('LIN plastic animal toys', 'toys', '950300 392640', 'live_reptile', 'US>HK US> ID>'),
  hiding('SOM book', 'books', '490199', 'live_reptile reptile_leather', 'US>CA US> MG>'),
  hiding('AU17 pair of shoes', 'shoes', '640399 640411', 'live_reptile arachnid', 'DE>AU NL>AU TZ>'),
  hiding('PH19 collection items', 'food', '190590 950300', 'arachnid insect', 'PL>PH MX>'),
  hiding('SHA daily necessaries', 'home', '392490', 'insect amphibian', 'DE>CN JP> CO>'),
  hiding('AUL gift', 'ornaments', '392640', 'live_reptile', 'AU>US AU>'),
  hiding('SIM biscuit tins', 'food', '190590', 'live_reptile', 'AU>HK AU>KR AU>RO'),
  hiding('HZA gift', 'ornaments', '392640 950300', 'reptile_part taxidermy', 'US>DE US> ZA>'),
  hiding('HD ornaments', 'ornaments', '691390 830629 970390', 'ivory', 'GB>DE JP> GB>'),
  hiding(
    'medicines as food',
    'food',
    '210690 190590',
    'traditional_medicine bear medicinal_plant',
    'VN> CN> TH>',
  ),
  hiding('coral as stones', 'ornaments', '681599 691390', 'coral shell', 'PH> ID> EG>'),
  hiding('leather as clothing', 'clothing', '621142 611030', 'reptile_leather fur', 'TH> RU> UA>'),
]

/** Words that say nothing, beside the pack's stop words: innocent people write them every day. */
export const emptyWords: readonly string[] = [
  'gift', 'toys', 'sample', 'handicraft', 'household articles', 'decoration', 'craft', 'snacks', 'souvenir',
  'personal effects', 'resin craft', 'collection item', 'daily necessities', 'clothes', 'accessories', 'parts',
  'present for friend', 'birthday gift', 'cadeau', 'jouets', 'effets personnels', 'artisanat', 'Geschenk', 'Spielzeug',
  'Bekleidung', 'Warenmuster', 'Dekoration', 'cadeautje', 'speelgoed', 'kleding', 'huishoudelijke artikelen', 'regalo',
  'juguetes', 'regali', 'ajándék', 'játék', '礼物', '工艺品', '日用品', 'quà tặng',
] // biome-ignore format: a word list reads better in rows
