// Goods made for people, as shops send them by post.

import { type GoodsClass, goods } from './goods-class.ts'

/** Looked up first for ordinary lines and look-alike words. */
export const everydayGoods: readonly GoodsClass[] = [
  goods(
    'toys',
    `
      toy|peluche|plush|squish|stofftier|plüsch|knuffel|kuschel|plüss|spielzeug|speelgoed|jouet|
      juguete|giocattol|játék|玩具|lego|playmobil|pu[zs]z|figur|doll|game|spiel|jeu |ballo|labda
    `,
    '950300 950490 950300',
    [40, 1500],
    [3, 60],
  ),
  goods(
    'books',
    String.raw`
      book|buch|livre|libro|boek|könyv|magazin|dvd|blu-?ray|\bcd\b|\blp\b|vinyl|album|calend|kalender|
      poster|print\b|card|stamp|timbre|sticker|novel|hörbuch
    `,
    '490199 490110 852349 491191 490900 970400',
    [30, 1200],
    [4, 50],
  ),
  goods(
    'shoes',
    String.raw`
      shoe|boot|sneaker|schuh|stiefel|chauss|botte|zapat|\bbotas|scarp|stival|laars|schoen|cipő|crocs|
      sandal|botín
    `,
    '640399 640411 640299 640391',
    [300, 1500],
    [15, 120],
  ),
  goods(
    'clothing',
    String.raw`
      shirt|hoodie|dress|trouser|jean|pantal|jack|kleid|hose\b|robe|jupe|pull|p[iy]jama|sock|chausset|
      calcet|calz|zokni|coat|mantel|manteau|abrigo|maglia|camis|camic|vest|jurk|broek|legging|body |
      hat\b|cap\b|gilet|ruha|póló|mütze|衣|áo
    `,
    '610910 620342 611020 620462 621142 611030 650500',
    [80, 1200],
    [6, 90],
  ),
  goods(
    'scarves',
    String.raw`
      scarf|shawl|schal|écharpe|étole|sjaal|sciarpa|bufanda|sál\b|pashmina|cashmere|cachemir|kaschmir|
      tie silk|krawatte
    `,
    '621420 621410 621430 621510',
    [60, 500],
    [10, 180],
  ),
  goods(
    'cosmetics',
    `
      cr[eéè]m|lipstick|lippen|shampo|soap|seife|savon|jabón|sapone|p[ae]rfum|make-?up|nail|nagel|
      vernis|lotion|balm|bals|baume|mascara|wimpern|cils|deodor|spray|rúzs|krem|champ[oú]|cosmetic|
      kosmetik|kadidat
    `,
    '330499 330410 340111 330590 330300 330720 330491',
    [20, 800],
    [4, 60],
  ),
  goods(
    'remedies',
    `
      capsul|kapsel|gélule|tablet|vitamin|protein|supplement|omega|collagen|kollagen|propolis|
      mushroom|ginger|ingwer|gyömbér|ashwag|herb|kräuter|tisane|root|wurzel|racine|powder|pulver|
      poudre|extra[ck]t|s[iy]rup|siroop|sirop|szirup|tincture|huang|reishi|pflaster|salbe|medicine|
      thuốc
    `,
    '210690 121190 300490 130219 210690 300390 090230',
    [30, 1500],
    [6, 80],
  ),
  goods(
    'food',
    String.raw`
      coffee|kaff|café|koffie|cafè|kávé|tea\b|tee\b|thé\b|choco|schoko|csoki|wine|wein|\bvin\b|oil\b|
      huile|honey|honig|miel|cookie|biscuit|keks|gallet|pasta|rice|reis|riz|snack|candy|bonbon|chees|
      käse|fish|fisch|poisson|tuna|thon|salm|lachs|saumon|wurst|mustard|senf|caviar|kaviar|roe\b|
      rogen|lompviskuit|nut|prawn|bread|mell|gạo|sauce|vinaig|moutard|mostaza|bier|beer
    `,
    '090121 180690 190590 220421 150920 040900 160414 200819 170490 160432',
    [50, 3000],
    [3, 60],
  ),
  goods(
    'electronics',
    String.raw`
      usb|hdmi|led\b|lamp|kabel|cable|câble|charg|phone|telefo|téléph|handy|laptop|camer|kamera|print|
      monitor|remote|batter|akku|speaker|kopfhör|adapt|router|ssd|\d+gb|watt|volt|sensor|capteur|灯|灯泡|
      távirány
    `,
    '854442 850440 851712 847160 852990 851762 940511 850760',
    [20, 3000],
    [3, 250],
  ),
  goods(
    'tools',
    String.raw`
      drill|screw|schraub|tool|werkzeug|zange|säge|hammer|blade|klinge|tape|hinge|pipe|valve|filter|
      clé |sleutel|saw|bohr|meißel|sandpap|schleif|bit\b|wrench|tang\b|viti|tornillo|csavar|knife|
      messer|couteau|mes\b|cuchillo
    `,
    '820559 731815 820412 848180 842199 821192 680520',
    [30, 3000],
    [4, 120],
  ),
  goods(
    'vehicle_parts',
    String.raw`
      \bauto|\bcar\b|voiture|motor|brems|brake|clutch|corsa|golf|clio|reifen|tyre|scooter|bike|
      bicycle|fahrrad|vélo|fiets|moto|xe máy|gume|gumi
    `,
    '870899 871491 871410 851180',
    [50, 5000],
    [8, 200],
  ),
  goods(
    'home',
    String.raw`
      towel|handtuch|serviet|bett|bedd|curtain|gordijn|vorhang|cushion|kissen|coussin|rug\b|teppich|
      tapis|mug|tasse|cup\b|plate|teller|assiette|\bpan\b|pfanne|\bpot\b|vase|kitchen|küche|cuisine|
      bad|bain|keuken|candle|kerze|bougie|deko|decor|garland|dekbed|toalla|lenzuol|housse|水杯
    `,
    '630260 630492 691110 732393 392410 570330 340600 392690',
    [50, 4000],
    [4, 90],
  ),
  goods(
    'ornaments',
    `
      statue|ornament|sculpt|souvenir|deco|replica|resin|kunststoff|plastic|resina|porcelain|keramik|
      ceramic|magnet|keyring|porte-cl
    `,
    '392640 691390 830629 442019 970390 441490',
    [30, 3000],
    [4, 90],
  ),
  goods(
    'stationery',
    String.raw`
      pen\b|pencil|stift|crayon|paper|papier|papel|carta|note|cahier|quaderno|label|envelope|marker|
      ink|paint|farbe|peint|brush|pinsel|pinceau|yarn|wolle|laine|fabric|stoff|tissu|ribbon|sew
    `,
    '960810 482010 321310 960330 510910 520852 482110',
    [20, 1500],
    [2, 50],
  ),
  goods(
    'sport_garden_pet',
    String.raw`
      tent|zelt|ski|fitness|yoga|tennis|fishing|angel|pêche|garden|garten|jardin|tuin|dog|hund|chien|
      hond|perro|cane|kutya|cat\b|katze|chat\b|kat\b|cage|käfig|kooi|gabbia|aquari|terrari
    `,
    '950699 950790 630622 392690 732690 230910 420100',
    [30, 5000],
    [4, 120],
  ),
]
