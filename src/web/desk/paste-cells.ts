// A row of goods without a heading: which of its cells is the weight, the value, the HS code, the number, the country; the rest describes.

import { countryCode } from '../country-names.ts'
import { currencyIn, setMoney, weight } from './paste-amounts.ts'

/** Longer ones are sentences, not rows of a table. */
const rowUnitsMax = 300

const cellBreak = /\t|\s*[|;]\s*|\s{2,}/

export function hasCells(text: string): boolean {
  return cellBreak.test(text)
}

/** What may stand at the end of a row: a number with what it counts, money with its sign before it, a country. */
const end = String.raw`(?:[A-Z]{3}|[A-Z]{0,2}\p{Sc})\s?\d[\d.,]*|\d[\d.,]*\s?(?:kgs?|gr?|[A-Z]{3}|\p{Sc})?|[A-Z]{2}`
const rowPattern = new RegExp(String.raw`^(.*?\D)((?:\s+(?:${end}),?)+)$`, 'u')
const endPattern = new RegExp(String.raw`(?<=\s)(?:${end})(?=,?(?:\s|$))`, 'gu')

/** A line of the contents table: by its columns, or by what numbers its end holds. */
export function cellsOf(text: string): string[] {
  if (hasCells(text)) return text.split(cellBreak).filter((cell) => cell !== '')
  if (text.length > rowUnitsMax) return [text]
  const tail = rowPattern.exec(text)
  if (tail === null) return [text]
  const ends = tail[2]!.match(endPattern) ?? []
  return [tail[1]!, ...ends].map((cell) => cell.trim().replace(/,+$/, ''))
}

export function readCells(fields: Map<string, string>, at: string, cells: readonly string[]): void {
  const words: string[] = []
  for (const cell of cells) {
    const name = kindOf(cell)
    if (name === 'words' || fields.has(at + name)) words.push(cell)
    else if (name === 'netKg') fields.set(`${at}netKg`, weight(cell)!)
    else if (name === 'amount') setMoney(fields, `${at}amount`, `${at}currency`, cell)
    else fields.set(at + name, cell)
  }
  const text = words.join(' ')
  const counted = /^(\d{1,5})\s*(?:x|×|pcs?\.?|st\.?)?\s+(?=\p{L})/iu.exec(text)
  if (counted !== null && !fields.has(`${at}quantity`)) fields.set(`${at}quantity`, counted[1]!)
  fields.set(`${at}description`, text)
}

function kindOf(cell: string): 'netKg' | 'amount' | 'hsCode' | 'quantity' | 'originCountry' | 'words' {
  if (/\p{L}\.?$/u.test(cell) && weight(cell) !== null) return 'netKg'
  const isMoney = /^(?:\p{Sc}|\p{Lu}{1,3}\p{Sc}?)\s?\d[\d.,]*$|^\d[\d.,]*\s?(?:\p{Sc}|[A-Z]{3})$/u.test(cell)
  if (isMoney && (currencyIn(cell) !== undefined || /[¥￥]/.test(cell))) return 'amount'
  if (/^\d{4}[.\s]?\d{2}(?:[.\s]?\d{2}){0,2}$|^\d{4}\.\d{2,}$/.test(cell)) return 'hsCode'
  if (/^\d{1,5}$/.test(cell)) return 'quantity'
  if (/^[A-Z]{2}$/.test(cell) && countryCode(cell) !== null) return 'originCountry'
  return 'words'
}
