// Which class of ordinary goods a line names. Rough ranges of what shops send by post; nobody should read a statistic into them.

import { everydayGoods } from './everyday-goods.ts'
import { type GoodsClass, goods } from './goods-class.ts'
import { materialGoods } from './material-goods.ts'

const miscellany: GoodsClass = goods(
  'miscellany',
  '.',
  '392690 732690 854370 630790 950300 940360 420292 711790 330499 821599 900410',
  [20, 3000],
  [3, 120],
)

export const goodsClasses: ReadonlyMap<string, GoodsClass> = new Map(
  [...everydayGoods, ...materialGoods, miscellany].map((each) => [each.id, each]),
)

/** Materials that everyday goods are made of too; nobody codes a t-shirt as a fur because of a word. */
const everydayMaterials: ReadonlySet<string> = new Set([
  'watches',
  'leather',
  'jewellery',
  'live_plants',
  'wood',
])

const legalOrder = [...materialGoods, ...everydayGoods]
const ordinaryOrder = [...everydayGoods, ...materialGoods.filter(({ id }) => everydayMaterials.has(id))]

/** What most parcels hold, for lines that say nothing. */
export const commonClasses: readonly GoodsClass[] = [...ordinaryOrder, miscellany]

/** The class a line's words put it in; legal lines are material first, all others an everyday article first. */
export function classOfLine(text: string, legal: boolean): GoodsClass {
  return (legal ? legalOrder : ordinaryOrder).find(({ words }) => words.test(text)) ?? miscellany
}
