// What lines of ordinary goods are declared as: HS codes, weight and value of one article. Rough ranges of what shops
// send by post; the HS codes include those of HS chapters that wildlife also moves under, as real trade does.

export type GoodsClass = {
  readonly id: string
  /** Words of a line that put it into the class, in the catalogue's languages. */
  readonly words: RegExp
  readonly hs: readonly string[]
  /** Net grams of one article. */
  readonly grams: readonly [low: number, high: number]
  /** Euro value of one article. */
  readonly euros: readonly [low: number, high: number]
}

const goods = (
  id: string,
  words: RegExp,
  hs: string,
  grams: GoodsClass['grams'],
  euros: GoodsClass['euros'],
): GoodsClass => ({ id, words, hs: hs.split(' '), grams, euros })

/** Goods made for people, looked up first for ordinary lines and look-alike words. */
const everyday: readonly GoodsClass[] = [
  goods(
    'toys',
    /toy|peluche|plush|squish|stofftier|plüsch|knuffel|kuschel|plüss|spielzeug|speelgoed|jouet|juguete|giocattol|játék|玩具|lego|playmobil|pu[zs]z|figur|doll|game|spiel|jeu |ballo|labda/i,
    '950300 950490 950300',
    [40, 1500],
    [3, 60],
  ),
  goods(
    'books',
    /book|buch|livre|libro|boek|könyv|magazin|dvd|blu-?ray|\bcd\b|\blp\b|vinyl|album|calend|kalender|poster|print\b|card|stamp|timbre|sticker|novel|hörbuch/i,
    '490199 490110 852349 491191 490900 970400',
    [30, 1200],
    [4, 50],
  ),
  goods(
    'shoes',
    /shoe|boot|sneaker|schuh|stiefel|chauss|botte|zapat|\bbotas|scarp|stival|laars|schoen|cipő|crocs|sandal|botín/i,
    '640399 640411 640299 640391',
    [300, 1500],
    [15, 120],
  ),
  goods(
    'clothing',
    /shirt|hoodie|dress|trouser|jean|pantal|jack|kleid|hose\b|robe|jupe|pull|p[iy]jama|sock|chausset|calcet|calz|zokni|coat|mantel|manteau|abrigo|maglia|camis|camic|vest|jurk|broek|legging|body |hat\b|cap\b|gilet|ruha|póló|mütze|衣|áo/i,
    '610910 620342 611020 620462 621142 611030 650500',
    [80, 1200],
    [6, 90],
  ),
  goods(
    'scarves',
    /scarf|shawl|schal|écharpe|étole|sjaal|sciarpa|bufanda|sál\b|pashmina|cashmere|cachemir|kaschmir|tie silk|krawatte/i,
    '621420 621410 621430 621510',
    [60, 500],
    [10, 180],
  ),
  goods(
    'cosmetics',
    /cr[eéè]m|lipstick|lippen|shampo|soap|seife|savon|jabón|sapone|p[ae]rfum|make-?up|nail|nagel|vernis|lotion|balm|bals|baume|mascara|wimpern|cils|deodor|spray|rúzs|krem|champ[oú]|cosmetic|kosmetik|kadidat/i,
    '330499 330410 340111 330590 330300 330720 330491',
    [20, 800],
    [4, 60],
  ),
  goods(
    'remedies',
    /capsul|kapsel|gélule|tablet|vitamin|protein|supplement|omega|collagen|kollagen|propolis|mushroom|ginger|ingwer|gyömbér|ashwag|herb|kräuter|tisane|root|wurzel|racine|powder|pulver|poudre|extra[ck]t|s[iy]rup|siroop|sirop|szirup|tincture|huang|reishi|pflaster|salbe|medicine|thuốc/i,
    '210690 121190 300490 130219 210690 300390 090230',
    [30, 1500],
    [6, 80],
  ),
  goods(
    'food',
    /coffee|kaff|café|koffie|cafè|kávé|tea\b|tee\b|thé\b|choco|schoko|csoki|wine|wein|\bvin\b|oil\b|huile|honey|honig|miel|cookie|biscuit|keks|gallet|pasta|rice|reis|riz|snack|candy|bonbon|chees|käse|fish|fisch|poisson|tuna|thon|salm|lachs|saumon|wurst|mustard|senf|caviar|kaviar|roe\b|rogen|lompviskuit|nut|prawn|bread|mell|gạo|sauce|vinaig|moutard|mostaza|bier|beer/i,
    '090121 180690 190590 220421 150920 040900 160414 200819 170490 160432',
    [50, 3000],
    [3, 60],
  ),
  goods(
    'electronics',
    /usb|hdmi|led\b|lamp|kabel|cable|câble|charg|phone|telefo|téléph|handy|laptop|camer|kamera|print|monitor|remote|batter|akku|speaker|kopfhör|adapt|router|ssd|\d+gb|watt|volt|sensor|capteur|灯|灯泡|távirány/i,
    '854442 850440 851712 847160 852990 851762 940511 850760',
    [20, 3000],
    [3, 250],
  ),
  goods(
    'tools',
    /drill|screw|schraub|tool|werkzeug|zange|säge|hammer|blade|klinge|tape|hinge|pipe|valve|filter|clé |sleutel|saw|bohr|meißel|sandpap|schleif|bit\b|wrench|tang\b|viti|tornillo|csavar|knife|messer|couteau|mes\b|cuchillo/i,
    '820559 731815 820412 848180 842199 821192 680520',
    [30, 3000],
    [4, 120],
  ),
  goods(
    'vehicle_parts',
    /\bauto|\bcar\b|voiture|motor|brems|brake|clutch|corsa|golf|clio|reifen|tyre|scooter|bike|bicycle|fahrrad|vélo|fiets|moto|xe máy|gume|gumi/i,
    '870899 871491 871410 851180',
    [50, 5000],
    [8, 200],
  ),
  goods(
    'home',
    /towel|handtuch|serviet|bett|bedd|curtain|gordijn|vorhang|cushion|kissen|coussin|rug\b|teppich|tapis|mug|tasse|cup\b|plate|teller|assiette|\bpan\b|pfanne|\bpot\b|vase|kitchen|küche|cuisine|bad|bain|keuken|candle|kerze|bougie|deko|decor|garland|dekbed|toalla|lenzuol|housse|水杯/i,
    '630260 630492 691110 732393 392410 570330 340600 392690',
    [50, 4000],
    [4, 90],
  ),
  goods(
    'ornaments',
    /statue|ornament|sculpt|souvenir|deco|replica|resin|kunststoff|plastic|resina|porcelain|keramik|ceramic|magnet|keyring|porte-cl/i,
    '392640 691390 830629 442019 970390 441490',
    [30, 3000],
    [4, 90],
  ),
  goods(
    'stationery',
    /pen\b|pencil|stift|crayon|paper|papier|papel|carta|note|cahier|quaderno|label|envelope|marker|ink|paint|farbe|peint|brush|pinsel|pinceau|yarn|wolle|laine|fabric|stoff|tissu|ribbon|sew/i,
    '960810 482010 321310 960330 510910 520852 482110',
    [20, 1500],
    [2, 50],
  ),
  goods(
    'sport_garden_pet',
    /tent|zelt|ski|fitness|yoga|tennis|fishing|angel|pêche|garden|garten|jardin|tuin|dog|hund|chien|hond|perro|cane|kutya|cat\b|katze|chat\b|kat\b|cage|käfig|kooi|gabbia|aquari|terrari/i,
    '950699 950790 630622 392690 732690 230910 420100',
    [30, 5000],
    [4, 120],
  ),
]

/** Goods of animal and plant material that is not listed, looked up first for the legal lines. */
const materials: readonly GoodsClass[] = [
  goods(
    'watches',
    /watch|uhr|montre|horloge|reloj|orolog|\bóra/i,
    '911390 910211 911320 911390',
    [15, 200],
    [8, 250],
  ),
  goods(
    'leather',
    /leather|leder|cuir|cuero|pelle|\bleer|bőr|wallet|portem|portef|cartera|portaf|geldb|handbag|handtasche|\bsac\b|bolso|borsa|\btas\b|táska|\bbag\b|belt|gürtel|ceint/i,
    '420221 420231 420291 420292 420330 420222 420500 411390',
    [40, 1200],
    [10, 220],
  ),
  goods(
    'jewellery',
    /necklace|earring|bracelet|\bring\b|jewel|schmuck|kette|bijou|collier|armband|pendant|anhänger|pendentif|brooch|brosche|charm|bead|perl|pearl|parel|gyöngy/i,
    '711790 711719 711311 711319 711620 710122',
    [3, 150],
    [4, 250],
  ),
  goods(
    'feathers',
    /feather|feder|plume|pluma|piuma|veer|toll\b/i,
    '670100 050590 670100 050510',
    [5, 300],
    [4, 60],
  ),
  goods(
    'furs',
    /\bfur\b|pelt|hide\b|fell\b|pelz|fourrure|peau|\bpiel|pelli|bont|vacht|\bvel\b|nerc|mink|vison|nerz|bunda|pelz|kragen/i,
    '430310 430219 430390 410150 430400 430211',
    [80, 4000],
    [15, 400],
  ),
  goods(
    'bone_and_horn',
    /bone|horn|antler|geweih|corne|cerf|hoorn|gewei|\bos\b|knochen|hueso|cuerno|\basta|corno|osso|csont|szarv|agancs|tusk|skull|schädel|crâne|tagua|ivoire végétal|button|knöpfe|bouton|gomb|waffen/i,
    '960190 050790 050690 970529 960621 960200 960190',
    [10, 2500],
    [5, 180],
  ),
  goods(
    'shells',
    /shell|muschel|coquill|nacre|perlmutt|schelp|concha|conchigl|kagyló|corall?|koral|corail|starfish|seestern|stella marina|zeester|sponge|schwamm|fossil/i,
    '050800 960190 051191 711620 050800 970529',
    [15, 2000],
    [4, 90],
  ),
  goods(
    'live_plants',
    /plant|pflanz|seed|samen|graine|semil|cutting|steckling|dugvány|bulb|zwiebel|orchid|kakt|cact|succul|sempervivum|pothos|monstera|könnyező/i,
    '060290 120991 120930 060110 060210 120999',
    [10, 1200],
    [4, 80],
  ),
  goods(
    'wood',
    /wood|holz|bois\b|hout|madera|legno|\bfa\b|oak|eiche|chêne|eik|tölgy|roble|veneer|furnier|chapa|plank|bamb|beech|buch|guitar|gitarr|guitare|violin|geige|clarinet|fretboard/i,
    '442019 442199 441990 440799 442011 920290 920590 440890 920992',
    [50, 5000],
    [6, 300],
  ),
  goods(
    'live_animals',
    /gecko|snake|natter|agam|frog|frosch|krekel|cricket|grill|heimchen|budgie|sittich|kanari|canar|parak|perruche|finch|vinken|hamster|koi|betta|shrimp|isopod|beetle|egg|eier|oeuf|live|lebend|vivant|élő|levend|nachzucht|young|jung|juvén|papeg|tücs/i,
    '010620 010690 010632 010639 010649 030111 040719',
    [5, 1500],
    [6, 200],
  ),
]

const miscellany: GoodsClass = goods(
  'miscellany',
  /./,
  '392690 732690 854370 630790 950300 940360 420292 711790 330499 821599 900410',
  [20, 3000],
  [3, 120],
)

export const goodsClasses: ReadonlyMap<string, GoodsClass> = new Map(
  [...everyday, ...materials, miscellany].map((each) => [each.id, each]),
)

/** The class a line's words put it in; legal lines are material first, all others an everyday article first. */
export function classOfLine(text: string, legal: boolean): GoodsClass {
  const order = legal ? [...materials, ...everyday] : [...everyday, ...materials]
  return order.find((each) => each.words.test(text)) ?? miscellany
}
