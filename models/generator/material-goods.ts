// Goods of animal and plant material that is not listed. They move under the same HS chapters as what is.

import { type GoodsClass, goods } from './goods-class.ts'

/** Looked up first for the legal lines. */
export const materialGoods: readonly GoodsClass[] = [
  goods(
    'watches',
    String.raw`watch|uhr|montre|horloge|reloj|orolog|\bóra`,
    '911390 910211 911320 911390',
    [15, 200],
    [8, 250],
  ),
  goods(
    'leather',
    String.raw`
      leather|leder|cuir|cuero|pelle|\bleer|bőr|wallet|portem|portef|cartera|portaf|geldb|handbag|
      handtasche|\bsac\b|bolso|borsa|\btas\b|táska|\bbag\b|belt|gürtel|ceint
    `,
    '420221 420231 420291 420292 420330 420222 420500 411390',
    [40, 1200],
    [10, 220],
  ),
  goods(
    'jewellery',
    String.raw`
      necklace|earring|bracelet|\bring\b|jewel|schmuck|kette|bijou|collier|armband|pendant|anhänger|
      pendentif|brooch|brosche|charm|bead|perl|pearl|parel|gyöngy
    `,
    '711790 711719 711311 711319 711620 710122',
    [3, 150],
    [4, 250],
  ),
  goods(
    'feathers',
    String.raw`feather|feder|plume|pluma|piuma|veer|toll\b`,
    '670100 050590 670100 050510',
    [5, 300],
    [4, 60],
  ),
  goods(
    'furs',
    String.raw`
      \bfur\b|pelt|hide\b|fell\b|pelz|fourrure|peau|\bpiel|pelli|bont|vacht|\bvel\b|nerc|mink|vison|
      nerz|bunda|pelz|kragen
    `,
    '430310 430219 430390 410150 430400 430211',
    [80, 4000],
    [15, 400],
  ),
  goods(
    'bone_and_horn',
    String.raw`
      bone|horn|antler|geweih|corne|cerf|hoorn|gewei|\bos\b|knochen|hueso|cuerno|\basta|corno|osso|
      csont|szarv|agancs|tusk|skull|schädel|crâne|tagua|ivoire végétal|button|knöpfe|bouton|gomb|
      waffen
    `,
    '960190 050790 050690 970529 960621 960200 960190',
    [10, 2500],
    [5, 180],
  ),
  goods(
    'shells',
    `
      shell|muschel|coquill|nacre|perlmutt|schelp|concha|conchigl|kagyló|corall?|koral|corail|
      starfish|seestern|stella marina|zeester|sponge|schwamm|fossil
    `,
    '050800 960190 051191 711620 050800 970529',
    [15, 2000],
    [4, 90],
  ),
  goods(
    'live_plants',
    `
      plant|pflanz|seed|samen|graine|semil|cutting|steckling|dugvány|bulb|zwiebel|orchid|kakt|cact|
      succul|sempervivum|pothos|monstera|könnyező
    `,
    '060290 120991 120930 060110 060210 120999',
    [10, 1200],
    [4, 80],
  ),
  goods(
    'wood',
    String.raw`
      wood|holz|bois\b|hout|madera|legno|\bfa\b|oak|eiche|chêne|eik|tölgy|roble|veneer|furnier|chapa|
      plank|bamb|beech|buch|guitar|gitarr|guitare|violin|geige|clarinet|fretboard
    `,
    '442019 442199 441990 440799 442011 920290 920590 440890 920992',
    [50, 5000],
    [6, 300],
  ),
  goods(
    'live_animals',
    `
      gecko|snake|natter|agam|frog|frosch|krekel|cricket|grill|heimchen|budgie|sittich|kanari|canar|
      parak|perruche|finch|vinken|hamster|koi|betta|shrimp|isopod|beetle|egg|eier|oeuf|live|lebend|
      vivant|élő|levend|nachzucht|young|jung|juvén|papeg|tücs
    `,
    '010620 010690 010632 010639 010649 030111 040719',
    [5, 1500],
    [6, 200],
  ),
]
