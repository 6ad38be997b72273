// The shapes in which shops and shippers write of an animal, a plant or a part of it, in seven languages; {} stands for the name.

import type { Language } from '../src/reading/lexicon-row.ts'

export type Spoken = Exclude<Language, 'zh' | 'vi'>
export type Templates = Readonly<Record<Spoken, readonly string[]>>

export const animalParts: Templates = {
  en: [
    '{} skull',
    '{} skin tanned',
    'stuffed {} on wooden base',
    '{} claw pendant',
    'real {} teeth x4',
    '{} fur hat',
    '{} taxidermy',
  ],
  fr: [
    'crâne de {}',
    'peau de {} tannée',
    '{} naturalisé sur socle',
    'griffe de {} pendentif',
    'dents de {} véritables',
  ],
  de: ['Schädel {}', '{} Fell gegerbt', '{} Präparat auf Holzsockel', '{} Kralle Anhänger', '{} Zähne echt'],
  nl: ['schedel {}', '{} huid gelooid', 'opgezette {} op voet', '{} klauw hanger', '{} tanden echt'],
  es: [
    'cráneo de {}',
    'piel de {} curtida',
    '{} disecado con peana',
    'garra de {} colgante',
    'dientes de {} reales',
  ],
  it: [
    'cranio di {}',
    'pelle di {} conciata',
    '{} imbalsamato su base',
    'artiglio di {} ciondolo',
    'denti di {} veri',
  ],
  hu: ['{} koponya', '{} bőr cserzett', 'kitömött {} talpon', '{} karom medál', '{} fog valódi'],
}
const birds: Templates = {
  en: [
    '{} pair, hand reared',
    'young {} with ring',
    '{} feathers natural',
    '{} taxidermy glass dome',
    '{} eggs fertile',
    '{} skull',
  ],
  fr: ['couple de {}', 'jeune {} EAM bagué', 'plumes de {}', '{} naturalisé', 'oeufs de {} fécondés'],
  de: ['Paar {}', '{} Jungtier Handaufzucht', '{} Federn', '{} Präparat', '{} Eier befruchtet'],
  nl: ['koppel {}', '{} jong handtam', '{} veren', '{} opgezet', '{} eieren bevrucht'],
  es: ['pareja de {}', '{} papillero anillado', 'plumas de {}', '{} disecado', 'huevos de {} fértiles'],
  it: ['coppia di {}', '{} giovane allevato a mano', 'piume di {}', '{} imbalsamato', 'uova di {} feconde'],
  hu: ['{} pár', '{} fióka kézzel nevelt', '{} toll', 'kitömött {}', '{} tojás keltetésre'],
}
const keptLive: Templates = {
  en: [
    '{} juvenile CB 2025',
    '1.1 {} adult pair',
    '{} hatchling',
    'live {} x2',
    '{} skin',
    'preserved {} specimen',
  ],
  fr: ['{} juvénile né en captivité', 'couple de {} adultes', 'bébé {}', '{} vivant'],
  de: ['{} Jungtiere NZ 2025', '1,1 {} adult', '{} lebend', 'Nachzucht {}'],
  nl: ['{} jong eigen kweek', '1.1 {} volwassen', 'levende {}', 'babies {}'],
  es: ['{} juvenil criado en cautividad', 'pareja de {} adultos', '{} vivo', 'cría de {}'],
  it: ['{} giovane nato in cattività', 'coppia di {} adulti', '{} vivo', 'baby {}'],
  hu: ['{} fiatal saját szaporulat', '1.1 {} felnőtt pár', 'élő {}', '{} bébi'],
}
export const leather: Templates = {
  en: ['{} leather wallet', 'genuine {} skin handbag', '{} belt real leather', '{} watch strap'],
  fr: [
    'portefeuille en cuir de {}',
    'sac à main {} véritable',
    'ceinture {}',
    'bracelet de montre {} véritable',
  ],
  de: ['{} Leder Geldbörse', 'Handtasche echt {}', '{} Gürtel echtes Leder', 'Uhrenarmband {} echt'],
  nl: ['{} leren portemonnee', 'handtas echt {}', '{} riem echt leer', 'horlogeband {} echt'],
  es: ['cartera de piel de {}', 'bolso de {} auténtico', 'cinturón de {}', 'correa de reloj {}'],
  it: ['portafoglio in pelle di {}', 'borsa in vero {}', 'cintura di {}', 'cinturino orologio {} vero'],
  hu: ['{} bőr pénztárca', 'valódi {} bőr táska', '{} bőr öv', '{} bőr óraszíj'],
}
const fish: Templates = {
  en: ['live {}', 'dried {}', '{} fins', '{} jaw', '{} meat frozen'],
  fr: ['{} vivant', '{} séché', 'ailerons de {}', 'mâchoire de {}'],
  de: ['{} lebend', '{} getrocknet', '{} Flossen', '{} Gebiss'],
  nl: ['{} levend', '{} gedroogd', '{} vinnen', '{} kaak'],
  es: ['{} vivo', '{} seco', 'aletas de {}', 'mandíbula de {}'],
  it: ['{} vivo', '{} essiccato', 'pinne di {}', 'mandibola di {}'],
  hu: ['élő {}', 'szárított {}', '{} uszony', '{} állkapocs'],
}
const shells: Templates = {
  en: ['{} frag', 'live {} colony', '{} specimen 15 cm', '{} raw piece', '{} jewellery'],
  fr: ['{} bouture', '{} vivant', '{} spécimen 15 cm', 'bijou en {}'],
  de: ['{} Ableger', '{} lebend', '{} Exemplar 15 cm', '{} Schmuck'],
  nl: ['{} stekje', '{} levend', '{} exemplaar 15 cm', '{} sieraad'],
  es: ['{} esqueje', '{} vivo', '{} ejemplar 15 cm', 'joyas de {}'],
  it: ['{} talea', '{} vivo', '{} esemplare 15 cm', 'gioielli in {}'],
  hu: ['{} frag', 'élő {}', '{} példány 15 cm', '{} ékszer'],
}
const molluscs: Templates = {
  en: ['{} shell', 'live {}', '{} shells polished'],
  fr: ['coquille de {}', '{} vivant'],
  de: ['{} Muschel', '{} Schale', '{} lebend'],
  nl: ['{} schelp', '{} levend'],
  es: ['concha de {}', '{} vivo'],
  it: ['conchiglia di {}', '{} vivo'],
  hu: ['{} kagyló', 'élő {}'],
}
const insects: Templates = {
  en: ['{} A1 papered', '{} in frame real', 'dried {} specimen', 'live {}'],
  fr: ['{} encadré véritable', '{} séché', '{} vivant'],
  de: ['{} im Rahmen echt', '{} präpariert', '{} lebend'],
  nl: ['{} in lijst echt', '{} gedroogd', '{} levend'],
  es: ['{} enmarcado real', '{} disecado', '{} vivo'],
  it: ['{} in cornice vero', '{} essiccato', '{} vivo'],
  hu: ['{} keretben valódi', '{} preparált', 'élő {}'],
}
const plants: Templates = {
  en: ['{} live plant bare root', '{} seeds 10 pcs', '{} rooted cutting', '{} root dried', '{} seedling'],
  fr: ['{} plante vivante racines nues', 'graines de {} 10 pièces', 'bouture de {}', 'racine de {} séchée'],
  de: ['{} Pflanze wurzelnackt', '{} Samen 10 Stück', '{} Steckling bewurzelt', '{} Wurzel getrocknet'],
  nl: ['{} plant kale wortel', '{} zaden 10 stuks', '{} stek beworteld', '{} wortel gedroogd'],
  es: ['{} planta viva raíz desnuda', 'semillas de {} 10 uds', 'esqueje de {} enraizado', 'raíz de {} seca'],
  it: ['{} pianta viva radice nuda', 'semi di {} 10 pz', 'talea di {} radicata', 'radice di {} essiccata'],
  hu: ['{} növény szabadgyökerű', '{} mag 10 db', '{} dugvány gyökeres', '{} gyökér szárított'],
}
const timber: Templates = {
  en: [
    '{} planks',
    '{} veneer',
    '{} guitar back and sides',
    '{} carving',
    '{} fingerboard blank',
    '{} turning blanks',
  ],
  fr: ['planches de {}', 'placage {}', 'sculpture en {}', 'touche guitare {}'],
  de: ['{} Bretter', '{} Furnier', '{} Schnitzerei', '{} Griffbrett'],
  nl: ['{} planken', '{} fineer', '{} houtsnijwerk', '{} toets gitaar'],
  es: ['tablas de {}', 'chapa de {}', 'talla de {}', 'diapasón de {}'],
  it: ['tavole di {}', 'impiallacciatura {}', 'intaglio in {}', 'tastiera chitarra {}'],
  hu: ['{} deszka', '{} furnér', '{} faragvány', '{} gitár fogólap'],
}
export const templatesOf: Readonly<Record<string, readonly Templates[]>> = {
  mammals: [animalParts],
  birds: [birds],
  reptiles: [keptLive],
  amphibians: [keptLive],
  arachnids: [keptLive],
  leeches: [keptLive],
  fish: [fish],
  sharks: [fish],
  echinoderms: [fish],
  corals: [shells],
  molluscs: [molluscs],
  insects: [insects],
  plants: [plants],
  timber: [timber],
}

export const latinFrames = [
  '{G} {s} {form}',
  '{g}. {s} {form}',
  '{G} sp. {form}',
  '{G} cf. {s} {form}',
  '{G} {s} Linnaeus, 1758 {form}',
  '{UPPER} {form}',
  '{lower} {form}',
  '{G} {s} (wild type) {form}',
  '{G} {s}',
]
export const innocentFrames: Templates = {
  en: [
    '{} plush toy 30 cm',
    '{} t-shirt size M',
    '{} poster print A3',
    '{} resin figurine',
    '{} sticker set',
    '{} jigsaw puzzle 500 pcs',
    '{} costume adult',
    '{} book for kids',
    '{} enamel pin',
    '{} pattern socks',
    '{} mug ceramic',
  ],
  fr: [
    'peluche {} 30 cm',
    't-shirt {} taille M',
    'affiche {} A3',
    'figurine {} résine',
    'puzzle {} 500 pièces',
    'livre sur {}',
    'chaussettes motif {}',
  ],
  de: [
    '{} Plüschtier 30 cm',
    'T-Shirt {} Gr. M',
    '{} Poster A3',
    '{} Figur Kunstharz',
    '{} Puzzle 500 Teile',
    'Buch über {}',
    'Socken Motiv {}',
  ],
  nl: [
    '{} knuffel 30 cm',
    't-shirt {} maat M',
    '{} poster A3',
    '{} beeldje polyresin',
    '{} puzzel 500 stukjes',
    'boek over {}',
  ],
  es: [
    'peluche {} 30 cm',
    'camiseta {} talla M',
    'póster {} A3',
    'figura {} resina',
    'puzzle {} 500 piezas',
    'libro sobre {}',
  ],
  it: [
    'peluche {} 30 cm',
    't-shirt {} taglia M',
    'poster {} A3',
    'statuina {} resina',
    'puzzle {} 500 pezzi',
    'libro su {}',
  ],
  hu: ['{} plüss 30 cm', '{} póló M', '{} poszter A3', '{} figura műgyanta', '{} kirakó 500 db', 'könyv {}'],
}
