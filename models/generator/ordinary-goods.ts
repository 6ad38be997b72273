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

/** The class a line's words put it in; legal lines are material first, all others an everyday article first. */
export function classOfLine(text: string, legal: boolean): GoodsClass {
  const order = legal ? [...materialGoods, ...everydayGoods] : [...everydayGoods, ...materialGoods]
  return order.find((each) => each.words.test(text)) ?? miscellany
}
