// The declaration as it was scored, with the words that count marked where they stand. A mark says its reading in words, not by colour alone.

import type { GoodsPart } from '../../parcel/goods-part.ts'
import type { LocatedMention } from '../../scoring/assessment.ts'
import { type Child, type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'

type GoodsProps = {
  readonly page: Page
  readonly goods: GoodsPart
  readonly mentions: readonly LocatedMention[]
  /** Meaning of an HS code in the pack; null where it has none. */
  readonly hsTitle: (code: string) => Html | null
}

export function DeclaredGoods({ page, goods, mentions, hsTitle }: GoodsProps): Html {
  const { t, format } = page
  const byPointer = new Map<string, LocatedMention[]>()
  for (const mention of mentions) {
    const there = byPointer.get(mention.pointer)
    if (there === undefined) byPointer.set(mention.pointer, [mention])
    else there.push(mention)
  }
  return (
    <div class="table">
      <table class="goods stack">
        <thead>
          <tr>
            <th scope="col">{t.check.description}</th>
            <th scope="col" class="number">
              {t.check.quantity}
            </th>
            <th scope="col" class="number">
              {t.check.netWeight}
            </th>
            <th scope="col" class="number">
              {t.check.amount}
            </th>
            <th scope="col">{t.check.hsCode}</th>
            <th scope="col">{t.check.origin}</th>
          </tr>
        </thead>
        <tbody>
          {goods.contents.map((piece, at) => (
            <tr>
              <td class="words">
                <MarkedText
                  page={page}
                  text={piece.description}
                  mentions={byPointer.get(`/contents/${at}/description`) ?? []}
                />
              </td>
              <td class="number" data-label={t.check.quantity}>
                {piece.quantity === null ? '' : format.integer(piece.quantity)}
              </td>
              <td class="number" data-label={t.check.netWeight}>
                {piece.netWeightGrams === null ? '' : format.grams(piece.netWeightGrams)}
              </td>
              <td class="number" data-label={t.check.amount}>
                {piece.value === null ? '' : format.money(piece.value)}
              </td>
              <td data-label={t.check.hsCode}>
                {piece.hsCode !== null && <HsCode code={piece.hsCode} title={hsTitle(piece.hsCode)} />}
              </td>
              <td data-label={t.check.origin}>
                {piece.originCountry === null ? '' : format.country(piece.originCountry)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {goods.sale?.title && (
        <p>
          {`${t.answer.saleTitle}: `}
          <MarkedText page={page} text={goods.sale.title} mentions={byPointer.get('/sale/title') ?? []} />
        </p>
      )}
    </div>
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
}

function MarkedText({ page, text, mentions }: MarkedProps): Html {
  const { t } = page
  const parts: Child[] = []
  let at = 0
  for (const mention of [...mentions].sort((a, b) => a.start - b.start || b.end - a.end)) {
    // Of mentions over the same words the first and longest is shown.
    if (mention.start < at) continue
    parts.push(text.slice(at, mention.start))
    const disguised = mention.match === 'disguised' ? `, ${t.answer.disguised}` : ''
    parts.push(
      <mark class={`reading-${mention.reading}`}>
        {text.slice(mention.start, mention.end)}
        <small>{`${t.answer.readings[mention.reading]}${disguised}`}</small>
      </mark>,
    )
    at = mention.end
  }
  parts.push(text.slice(at))
  return <span lang="mul">{parts}</span>
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
