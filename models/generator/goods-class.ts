// A class of goods: the words that name them, and what such goods weigh, cost and are coded as.

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

/** Words are written over several lines; the ends of those are no part of them. */
const lineEnd = /\s*\n\s*/g

export const goods = (
  id: string,
  words: string,
  hs: string,
  grams: GoodsClass['grams'],
  euros: GoodsClass['euros'],
): GoodsClass => ({
  id,
  words: new RegExp(words.replaceAll(lineEnd, ''), 'i'),
  hs: hs.split(' '),
  grams,
  euros,
})
