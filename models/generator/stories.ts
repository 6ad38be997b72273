// Why a parcel is what it is: each story says what lies in it, what is declared, who sends it and what a check would find.
// Label 1 is a listed specimen whose papers are missing or wrong.

import type { PackBundle } from '../../src/rules/pack-bundle.ts'
import { type Catalogue, type CatalogueLine, namedKinds, type Pool, readCatalogue } from './catalogue.ts'
import { concealments, emptyWords } from './concealments.ts'
import type { Draw, Weighted } from './draw.ts'
import type { GoodsClass } from './goods-class.ts'
import { classOfLine, commonClasses, goodsClasses } from './ordinary-goods.ts'
import { type PackNames, packNames } from './pack-names.ts'
import { anyWildlife, type WildlifeGoods, wildlifeGoods } from './wildlife-goods.ts'

export const innocentStories = [
  'ordinary',
  'empty_words',
  'look_alike',
  'name_on_toy',
  'legal_material',
  'really_bone',
  'papers_in_order',
  'not_what_it_says',
] as const
export const guiltyStories = [
  'named',
  'code_word',
  'hidden',
  'hidden_but_sold_openly',
  'papers_wrong',
] as const
export type StoryKind = (typeof innocentStories)[number] | (typeof guiltyStories)[number]

export type Actor = 'shop' | 'person' | 'trader' | 'smuggler'

export type Article = {
  readonly text: string
  readonly lang: string
  readonly hs6: string
  readonly grams: number
  readonly euros: number
  readonly quantity: number
}

export type Story = {
  readonly kind: StoryKind
  readonly label: 0 | 1
  readonly actor: Actor
  readonly article: Article
  /** Where the goods would come from; null lets ordinary trade decide. */
  readonly route: readonly [origin: string, destination: string | null] | null
  readonly months: readonly number[] | null
  readonly soldAs: string | null
  readonly papers: 'none' | 'cites' | 'denial'
}

export type World = {
  readonly catalogue: Catalogue
  readonly names: PackNames
  readonly emptyWords: readonly string[]
}

export function createWorld(bundle: PackBundle, pool: Pool): World {
  return {
    catalogue: readCatalogue(pool),
    names: packNames(bundle.taxa, pool),
    emptyWords: [...emptyWords, ...(bundle.manifest.lists.ics2_stop_words ?? [])],
  }
}

const honest: Weighted<Actor> = [
  ['shop', 68],
  ['person', 26],
  ['trader', 5],
  ['smuggler', 1],
]
const dealing: Weighted<Actor> = [
  ['shop', 35],
  ['person', 42],
  ['trader', 18],
  ['smuggler', 5],
]
const hiding: Weighted<Actor> = [
  ['shop', 14],
  ['person', 26],
  ['trader', 15],
  ['smuggler', 45],
]

export function drawStory(kind: StoryKind, world: World, draw: Draw): Story {
  switch (kind) {
    case 'ordinary':
      return innocent(kind, lineArticle(draw.pick(world.catalogue.ordinary), false, draw), draw)
    case 'empty_words':
      return innocent(kind, emptyArticle(draw.pick(commonClasses), world, draw), draw)
    case 'look_alike':
      return innocent(kind, lineArticle(draw.pick(world.catalogue.confusable), false, draw), draw)
    case 'legal_material':
      return innocent(kind, lineArticle(draw.pick(world.catalogue.legal), true, draw), draw)
    case 'name_on_toy': {
      const { text, lang, goods } = world.names.innocent(draw)
      return innocent(kind, articleOf(text, lang, goodsClasses.get(goods)!, draw), draw)
    }
    case 'really_bone':
    case 'code_word':
      return openly(kind, commodityLine(draw.pick(world.catalogue.euphemism)), draw)
    case 'papers_in_order':
    case 'papers_wrong':
    case 'not_what_it_says':
    case 'named':
      return openly(kind, drawNamed(world, draw), draw)
    case 'hidden':
    case 'hidden_but_sold_openly':
      return hidden(kind, world, draw)
  }
}

function innocent(kind: StoryKind, article: Article, draw: Draw): Story {
  const papers = draw.chance(kind === 'legal_material' ? 0.05 : 0.004) ? 'denial' : 'none'
  return {
    kind,
    label: 0,
    actor: draw.weighted(honest),
    article,
    route: null,
    months: null,
    soldAs: draw.chance(0.2) ? article.text : null,
    papers,
  }
}

type Named = { readonly text: string; readonly lang: string; readonly commodity: string }

/** A catalogue line of some kind, or now and then a name of the pack on an article. */
function drawNamed(world: World, draw: Draw): Named {
  if (draw.chance(0.25)) {
    const { text, lang, goods } = world.names.specimen(draw)
    return { text, lang, commodity: goods }
  }
  return commodityLine(draw.pick(world.catalogue.named[draw.pick(namedKinds)]!))
}

function commodityLine(line: CatalogueLine): Named {
  return { text: line.text, lang: line.lang, commodity: line.commodity ?? '' }
}

/** Declared in its own words, or in the trade's code words; by far not always without papers, nor always true. */
function openly(kind: StoryKind, named: Named, draw: Draw): Story {
  const goods = wildlifeGoods[named.commodity] ?? anyWildlife
  const isInnocent = (innocentStories as readonly string[]).includes(kind)
  // Every fifth sender with papers in the box does not type their number.
  const withPapers = kind === 'papers_in_order' ? draw.chance(0.8) : kind === 'papers_wrong'
  const denies = !withPapers && draw.chance(0.03)
  return {
    kind,
    label: isInnocent ? 0 : 1,
    actor: draw.weighted(withPapers ? honest : dealing),
    article: wildlifeArticle(named, goods, draw),
    route: draw.chance(kind === 'not_what_it_says' || kind === 'really_bone' ? 0.2 : 0.4)
      ? [draw.pick(goods.origins), null]
      : null,
    months: goods.months !== undefined && draw.chance(0.7) ? goods.months : null,
    soldAs: draw.chance(0.2) ? named.text : null,
    papers: withPapers ? 'cites' : denies ? 'denial' : 'none',
  }
}

/** Declared as something else. What was inside shows through in weight, value, origin and season only. */
function hidden(kind: StoryKind, world: World, draw: Draw): Story {
  const way = draw.pick(concealments)
  const commodity = draw.pick(way.inside)
  const goods = wildlifeGoods[commodity] ?? anyWildlife
  const cover = goodsClasses.get(way.cover)!
  const declared = declaredAs(cover, world, draw)
  const quantity = draw.chance(0.7) ? 1 : 1 + draw.below(6)
  const heavy = draw.chance(0.75)
  const route = draw.chance(0.25)
    ? draw.pick(way.routes)
    : draw.chance(0.5)
      ? ([draw.pick(goods.origins), null] as const)
      : null
  return {
    kind,
    label: 1,
    actor: draw.weighted(hiding),
    article: {
      ...declared,
      hs6: draw.chance(0.8) ? draw.pick(way.hs) : declared.hs6,
      quantity,
      grams: heavy ? draw.logBetween(...goods.grams) : declared.grams,
      // A hidden thing is declared at a cover's price, and often below it.
      euros: declared.euros * draw.logBetween(0.25, 1.5),
    },
    route,
    months: goods.months !== undefined && draw.chance(0.7) ? goods.months : null,
    soldAs:
      kind === 'hidden_but_sold_openly'
        ? soldTitle(commodity, world, draw)
        : draw.chance(0.2)
          ? declared.text
          : null,
    papers: 'none',
  }
}

function declaredAs(cover: GoodsClass, world: World, draw: Draw): Article {
  if (draw.chance(0.4)) return emptyArticle(cover, world, draw)
  if (draw.chance(0.08)) {
    const { text, lang, goods } = world.names.innocent(draw)
    return articleOf(text, lang, goodsClasses.get(goods)!, draw)
  }
  for (let tries = 0; tries < 60; tries++) {
    const line = draw.pick(world.catalogue.ordinary)
    if (classOfLine(line.text, false).id === cover.id) return articleOf(line.text, line.lang, cover, draw)
  }
  return lineArticle(draw.pick(world.catalogue.ordinary), false, draw)
}

function soldTitle(commodity: string, world: World, draw: Draw): string {
  for (let tries = 0; tries < 60; tries++) {
    const line = draw.pick(world.catalogue.named[draw.pick(namedKinds)]!)
    if (line.commodity === commodity) return line.text
  }
  return drawNamed(world, draw).text
}

function lineArticle(line: CatalogueLine, legal: boolean, draw: Draw): Article {
  return articleOf(line.text, line.lang, classOfLine(line.text, legal), draw)
}

/** Empty words of some goods; the language is not told by them. */
function emptyArticle(goods: GoodsClass, world: World, draw: Draw): Article {
  return articleOf(draw.pick(world.emptyWords), 'none', goods, draw)
}

function articleOf(text: string, lang: string, goods: GoodsClass, draw: Draw): Article {
  const grams = draw.logBetween(...goods.grams)
  const euros = draw.logBetween(...goods.euros)
  const many = draw.chance(0.62) ? 1 : draw.chance(0.8) ? 2 + draw.below(5) : 6 + draw.below(60)
  return {
    text,
    lang,
    hs6: draw.chance(0.88) ? draw.pick(goods.hs) : draw.pick(draw.pick(commonClasses).hs),
    grams,
    euros,
    quantity: Math.max(
      1,
      Math.min(many, Math.floor(parcelGramsMax / grams), Math.floor(parcelEurosMax / euros)),
    ),
  }
}

/** Posts take twenty to thirty kilograms; dear goods go by other ways. */
const parcelGramsMax = 15_000
const parcelEurosMax = 900

/** The code that is right, one of a look-alike material, or an everyday one. */
function wildlifeArticle({ text, lang }: Named, goods: WildlifeGoods, draw: Draw): Article {
  const everyday = classOfLine(text, draw.chance(0.5))
  return {
    text,
    lang,
    hs6: draw.pick(draw.chance(0.6) ? goods.hs : everyday.hs),
    grams: draw.logBetween(...goods.grams),
    euros: draw.logBetween(...goods.euros),
    quantity: draw.chance(0.75) ? 1 : 2 + draw.below(8),
  }
}
