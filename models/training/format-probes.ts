// What a careless generator would betray itself by: form, not content. None of these may tell guilt by itself.

import type { Probe } from './figures.ts'

type Json = Readonly<Record<string, unknown>>

const textOf = (json: Json) =>
  (json.contents as readonly { readonly description: string }[]).map((piece) => piece.description).join(' ')
const has = (field: string): Probe => ({
  name: `has ${field}`,
  read: ({ json }) => (json[field] === undefined ? 0 : 1),
})

export const formatProbes: readonly Probe[] = [
  { name: 'pieces', read: ({ json }) => (json.contents as readonly unknown[]).length },
  { name: 'text length', read: ({ json }) => textOf(json).length },
  { name: 'share of capitals', read: ({ json }) => shareOf(textOf(json), /\p{Lu}/gu) },
  { name: 'share of digits', read: ({ json }) => shareOf(textOf(json), /\d/g) },
  { name: 'letters beyond ASCII', read: ({ json }) => (/[^\p{ASCII}]/u.test(textOf(json)) ? 1 : 0) },
  {
    name: 'fields given',
    read: ({ json }) => Object.values(json).filter((value) => value !== undefined).length,
  },
  {
    name: 'decimals in the value',
    read: ({ json }) => (/"amount":"\d+\.\d/.test(JSON.stringify(json.contents)) ? 1 : 0),
  },
  {
    name: 'currency is the dollar',
    read: ({ json }) => (JSON.stringify(json.contents).includes('USD') ? 1 : 0),
  },
  { name: 'second of posting', read: ({ json }) => Number(String(json.postedAt).slice(17, 19)) },
  has('itemId'),
  has('category'),
  has('service'),
  has('declarationType'),
  has('postage'),
  has('route'),
  has('postingOffice'),
]

function shareOf(text: string, pattern: RegExp): number {
  return (text.match(pattern)?.length ?? 0) / Math.max(1, text.length)
}
