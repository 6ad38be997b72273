// The declaration as it was scored, with the words that count marked where they stand. A mark says its reading in words, not by colour alone.

import type { GoodsPart } from '../../parcel/goods-part.ts'
import type { LocatedMention } from '../../scoring/assessment.ts'
import { DataTable } from '../data-table.tsx'
import { type Child, Fragment, type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import type { ScoredView } from './decision-view.ts'
import { hsTitleOf } from './pack-words.tsx'

/** An innocent word on a line says more than none. */
const weightOf = { specimen: 2, unclear: 2, imitation: 1, benign: 1 } as const

/** Lines that stand open; of a longer declaration those that count come first. */
const linesMax = 12

type GoodsProps = {
  readonly page: Page
  readonly view: ScoredView
  readonly mentions: readonly LocatedMention[]
  /** On paper: so many lines and units of a description, and no more. */
  readonly paper?: { readonly lines: number; readonly units: number }
}

export function DeclaredGoods({ page, view, mentions, paper }: GoodsProps): Html {
  const { say, t, format } = page
  const { contents, sale } = view.goods
  const byPointer = new Map<string, LocatedMention[]>()
  for (const mention of mentions) {
    const there = byPointer.get(mention.pointer)
    if (there === undefined) byPointer.set(mention.pointer, [mention])
    else there.push(mention)
  }
  const mentionsOf = (at: number) => byPointer.get(`/contents/${at}/description`) ?? []
  const counts = (at: number) => Math.max(0, ...mentionsOf(at).map(({ reading }) => weightOf[reading]))
  const ranked = contents.map((_piece, at) => at).sort((a, b) => counts(b) - counts(a) || a - b)
  const lines = paper?.lines ?? linesMax
  const table = (shown: readonly number[]) => (
    <GoodsTable
      page={page}
      view={view}
      shown={shown}
      mentionsOf={mentionsOf}
      units={paper?.units}
      isLong={contents.length > lines}
    />
  )
  const rest = ranked.slice(lines)
  const others = say(t.answer.otherLines, { count: rest.length })
  return (
    <>
      {table(ranked.slice(0, lines).sort((a, b) => a - b))}
      {rest.length > 0 &&
        (paper === undefined ? (
          <details>
            <summary>{others}</summary>
            {table(rest)}
          </details>
        ) : (
          <p class="faint">{others}</p>
        ))}
      {sale?.title && (
        <p>
          {format.labelled(t.answer.saleTitle, '')}
          <MarkedText
            page={page}
            text={sale.title}
            mentions={byPointer.get('/sale/title') ?? []}
            units={paper?.units}
          />
        </p>
      )}
    </>
  )
}

type TableProps = Pick<GoodsProps, 'page' | 'view'> & {
  /** Places in the contents. */
  readonly shown: readonly number[]
  readonly mentionsOf: (at: number) => readonly LocatedMention[]
  readonly units: number | undefined
  /** Of which not every line is shown at once: each has its number. */
  readonly isLong: boolean
}

function GoodsTable({ page, view, shown, mentionsOf, units, isLong }: TableProps): Html {
  const { t, format } = page
  const { contents } = view.goods
  // Paper is short: the code alone.
  const hsTitle = units === undefined ? hsTitleOf(view.engine, page) : () => null
  return (
    <DataTable
      caption={t.answer.goods}
      class="goods"
      columns={[
        t.check.description,
        { text: t.check.quantity, isNumber: true },
        { text: t.check.netWeight, isNumber: true },
        { text: t.check.amount, isNumber: true },
        t.check.hsCode,
        t.check.origin,
      ]}
    >
      {shown.map((at) => {
        const { description, quantity, netWeightGrams, value, hsCode, originCountry } = contents[at]!
        return (
          <tr>
            <td class="words">
              {isLong && <span class="faint">{`${at + 1} `}</span>}
              <MarkedText page={page} text={description} mentions={mentionsOf(at)} units={units} />
            </td>
            <td class="number" data-label={t.check.quantity}>
              {quantity === null ? '' : format.integer(quantity)}
            </td>
            <td class="number" data-label={t.check.netWeight}>
              {netWeightGrams === null ? '' : format.grams(netWeightGrams)}
            </td>
            <td class="number" data-label={t.check.amount}>
              {value === null ? '' : format.money(value)}
            </td>
            <td data-label={t.check.hsCode}>
              {hsCode !== null && <HsCode code={hsCode} title={hsTitle(hsCode)} />}
            </td>
            <td data-label={t.check.origin}>{originCountry === null ? '' : format.country(originCountry)}</td>
          </tr>
        )
      })}
    </DataTable>
  )
}

function HsCode({ code, title }: { readonly code: string; readonly title: Html | null }): Html {
  return (
    <span>
      <span class="code">{code}</span>
      {title !== null && <small class="line faint">{title}</small>}
    </span>
  )
}

type MarkedProps = {
  readonly page: Page
  readonly text: string
  readonly mentions: readonly LocatedMention[]
  /** Of a longer text the part with the first mention of those that count most. */
  readonly units: number | undefined
}

/** What stands before a mention tells what it is of. */
const unitsBefore = 40

function MarkedText({ page, text, mentions, units = text.length }: MarkedProps): Html {
  const { t } = page
  const sorted = [...mentions].sort((a, b) => a.start - b.start || b.end - a.end)
  const [told] = [...sorted].sort((a, b) => weightOf[b.reading] - weightOf[a.reading])
  const { start: first = 0, end: last = 0 } = told ?? {}
  const from = last <= units ? 0 : Math.min(first, Math.max(first - unitsBefore, last - units))
  const to = Math.min(text.length, from + units)
  const parts: Child[] = from > 0 ? ['…'] : []
  let at = from
  for (const { start, end, match, reading } of sorted) {
    // Of mentions over the same words the first and longest is shown.
    if (start < at || end > to) continue
    parts.push(text.slice(at, start))
    const disguised = match === 'disguised' ? `, ${t.answer.disguised}` : ''
    parts.push(
      <mark class={`reading-${reading}`}>
        {text.slice(start, end)}
        <small>{`${t.answer.readings[reading]}${disguised}`}</small>
      </mark>,
    )
    at = end
  }
  parts.push(text.slice(at, to), to < text.length ? '…' : '')
  // Each text reads in its own direction, whatever stands around it.
  return (
    <span lang="mul" dir="auto">
      {parts}
    </span>
  )
}

/** Everything else of the declaration that is kept: never who sent it. */
export function DeclaredHead({ page, goods }: { readonly page: Page; readonly goods: GoodsPart }): Html {
  const { t, format } = page
  const { senderCountry, addresseeCountry } = goods.parties
  const country = (code: string | null) => (code === null ? t.common.unknown : format.country(code))
  const rows: readonly (readonly [string, string | null])[] = [
    [t.check.itemId, goods.itemId?.raw ?? null],
    [t.check.from, country(senderCountry)],
    [t.check.to, country(addresseeCountry)],
    [t.check.service, goods.service && t.check.services[goods.service]],
    [t.check.category, goods.category && t.check.categories[goods.category]],
    [t.check.regime, t.check.regimes[goods.regime]],
    [t.check.declarationType, goods.declarationType],
    [t.check.grossWeight, goods.grossWeightGrams === null ? null : format.grams(goods.grossWeightGrams)],
    [t.check.postage, goods.postage === null ? null : format.money(goods.postage)],
    [t.check.postingOffice, goods.postingOffice],
    [t.check.route, goods.route.length === 0 ? null : goods.route.map(format.country).join(' → ')],
    [t.check.handlingCodes, goods.handlingCodes.length === 0 ? null : goods.handlingCodes.join(', ')],
    [
      t.check.documents,
      goods.documents.length === 0 ? null : goods.documents.map(({ code }) => code).join(', '),
    ],
  ]
  return (
    <dl class="facts">
      {rows.map(
        ([name, value]) =>
          value !== null && (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}
