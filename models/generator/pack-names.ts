// Texts from the pack's own names: the same name once on a specimen and once on a toy, so that no name is guilty by itself.

import type { Taxon } from '../../src/reading/taxon.ts'
import { type Pool, poolOf } from './catalogue.ts'
import type { Draw } from './draw.ts'

export type NamedText = {
  readonly text: string
  readonly lang: string
  /** Commodity of wildlife-goods.ts, or a class of ordinary-goods.ts for an innocent article. */
  readonly goods: string
}

type Tongue = 'en' | 'fr' | 'de' | 'nl'
const tongues = ['en', 'fr', 'de', 'nl'] as const

/** How an article of a CITES trade term is written around a name. */
const specimenPhrases: Readonly<Record<string, Readonly<Record<Tongue, string>>>> = {
  SKI: { en: '{n} skin', fr: 'peau de {n}', de: '{n} Haut', nl: '{n} huid' },
  LPS: {
    en: '{n} leather wallet',
    fr: 'portefeuille cuir de {n}',
    de: 'Brieftasche {n} Leder',
    nl: 'portemonnee {n} leer',
  },
  SKU: { en: '{n} skull', fr: 'crâne de {n}', de: '{n} Schädel', nl: 'schedel {n}' },
  TEE: { en: '{n} tooth pendant', fr: 'dent de {n} pendentif', de: '{n} Zahn', nl: '{n} tand hanger' },
  CLA: { en: '{n} claw', fr: 'griffe de {n}', de: '{n} Kralle', nl: 'klauw van {n}' },
  TRO: { en: '{n} trophy mount', fr: 'trophée de {n}', de: '{n} Trophäe', nl: '{n} trofee opgezet' },
  BOD: { en: '{n} taxidermy', fr: '{n} naturalisé', de: '{n} Präparat', nl: '{n} opgezet' },
  FEA: { en: '{n} feathers', fr: 'plumes de {n}', de: '{n} Federn', nl: '{n} veren' },
  EGL: { en: '{n} fertile eggs', fr: 'oeufs fécondés {n}', de: '{n} Bruteier', nl: 'broedeieren {n}' },
  LIV: { en: 'live {n} young', fr: '{n} vivant', de: '{n} lebend Jungtier', nl: 'levende {n}' },
  MED: { en: '{n} powder pills', fr: 'poudre de {n}', de: '{n} Pulver Pillen', nl: '{n} poeder pillen' },
  IVC: { en: '{n} tusk carving', fr: 'défense sculptée {n}', de: '{n} Zahn geschnitzt', nl: '{n} slagtand' },
}

const plantPhrase: Readonly<Record<Tongue, string>> = {
  en: '{n} plant bare root',
  fr: 'plante {n} racines nues',
  de: '{n} Pflanze wurzelnackt',
  nl: '{n} plant kale wortel',
}

const innocentPhrases: readonly (readonly [goods: string, words: Readonly<Record<Tongue, string>>])[] = [
  ['toys', { en: '{n} plush toy', fr: 'peluche {n}', de: '{n} Plüschtier', nl: 'knuffel {n}' }],
  ['toys', { en: 'plastic toy {n}', fr: 'jouet {n} plastique', de: 'Spielfigur {n}', nl: 'speelgoed {n}' }],
  [
    'clothing',
    { en: '{n} print t-shirt', fr: 't-shirt motif {n}', de: 'T-Shirt {n} Motiv', nl: 't-shirt {n}' },
  ],
  [
    'ornaments',
    {
      en: '{n} figurine resin',
      fr: 'figurine {n} résine',
      de: '{n} Figur Kunststoff',
      nl: 'beeldje {n} hars',
    },
  ],
  ['books', { en: '{n} poster A3', fr: 'affiche {n}', de: '{n} Poster', nl: '{n} poster' }],
  ['stationery', { en: '{n} sticker set', fr: 'autocollants {n}', de: '{n} Aufkleber', nl: '{n} stickers' }],
  ['home', { en: 'mug with {n}', fr: 'tasse {n}', de: 'Tasse mit {n}', nl: 'mok met {n}' }],
]

/** Which goods a group's article is, for weight, value and HS. */
const goodsByGroup: Readonly<Record<string, string>> = {
  mammals: 'mammal_part',
  birds: 'feather',
  reptiles: 'reptile_part',
  amphibians: 'amphibian',
  fish: 'fish',
  sharks: 'shark_ray',
  insects: 'insect',
  arachnids: 'arachnid',
  corals: 'coral',
  molluscs: 'shell',
  echinoderms: 'sea_cucumber',
  plants: 'succulent',
  timber: 'timber',
}

export type PackNames = {
  readonly specimen: (draw: Draw) => NamedText
  readonly innocent: (draw: Draw) => NamedText
}

export function packNames(taxa: readonly Taxon[], pool: Pool): PackNames {
  const ours = taxa.filter((taxon) => poolOf(taxon.id) === pool)
  const listed = ours.filter(
    (taxon) =>
      (taxon.tradeDefault === 'A' || taxon.tradeDefault === 'B') &&
      phrasesOf(taxon).length > 0 &&
      named(taxon),
  )
  const innocent = ours.filter(named)
  return {
    specimen: (draw) => {
      const taxon = draw.pick(listed)
      const { lang, name } = drawName(taxon, draw)
      const form = draw.pick(phrasesOf(taxon))
      const phrase = form === 'plant' ? plantPhrase : specimenPhrases[form]!
      return { text: phrase[lang].replace('{n}', name), lang, goods: goodsOf(taxon, form) }
    },
    innocent: (draw) => {
      const { lang, name } = drawName(draw.pick(innocent), draw)
      const [goods, words] = draw.pick(innocentPhrases)
      return { text: words[lang].replace('{n}', name), lang, goods }
    },
  }
}

const named = (taxon: Taxon) => tongues.some((lang) => taxon.names[lang].length > 0)

function drawName(taxon: Taxon, draw: Draw): { lang: Tongue; name: string } {
  const lang = draw.pick(tongues.filter((tongue) => taxon.names[tongue].length > 0))
  return { lang, name: draw.pick(taxon.names[lang]) }
}

function phrasesOf(taxon: Taxon): string[] {
  if (taxon.group === 'plants') return ['plant']
  return taxon.parts.filter((part) => part in specimenPhrases)
}

function goodsOf(taxon: Taxon, form: string): string {
  if (form === 'LPS') return 'reptile_leather'
  if (form === 'IVC') return 'ivory'
  if (form === 'MED') return 'traditional_medicine'
  if (form === 'BOD' || form === 'TRO') return 'taxidermy'
  if (taxon.group === 'reptiles' && form === 'LIV') return 'live_reptile'
  if (taxon.group === 'birds' && (form === 'LIV' || form === 'EGL')) return 'live_bird'
  return goodsByGroup[taxon.group] ?? 'mammal_part'
}
