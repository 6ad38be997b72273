// Species cards: names in the reader's language, status with its date and confidence, the law, parts in trade, and what to look for.

import type { TradeTerm } from '../../scoring/trade-terms.ts'
import { Fragment, type Html, h, nothing } from '../html.ts'
import type { Page } from '../page.tsx'
import type { SpeciesCardData } from './decision-view.ts'

/** Cards that stand open; the others say their names and open on demand. */
const openMax = 2

export function SpeciesCards({
  page,
  species,
}: {
  readonly page: Page
  readonly species: readonly SpeciesCardData[]
}): Html {
  if (species.length === 0) return nothing
  return (
    <section class="panel">
      <h2>{page.t.answer.species}</h2>
      {species.map((card, at) => (
        <details class="card" open={at < openMax}>
          <summary>
            <strong>{commonName(card, page) ?? card.scientificName}</strong>{' '}
            <em lang="la">{card.scientificName}</em>
          </summary>
          <Card page={page} card={card} />
        </details>
      ))}
    </section>
  )
}

export function commonName({ names }: Pick<SpeciesCardData, 'names'>, { language }: Page): string | null {
  return names[language][0] ?? names.en[0] ?? null
}

function Card({ page, card }: { readonly page: Page; readonly card: SpeciesCardData }): Html {
  const { t } = page
  const names = card.names[page.language]
  return (
    <>
      {names.length > 1 && <p class="faint">{names.slice(0, 8).join(', ')}</p>}
      <Listings page={page} card={card} />
      {card.suspensions.length > 0 && (
        <p class="refusal">
          {card.suspensions.slice(0, 6).map((row) => (
            <span class="line">{`${suspension(row.origin, page)} (${basisText(row, page)})`}</span>
          ))}
        </p>
      )}
      {card.lookFor.length > 0 && (
        <>
          <h3>{t.answer.lookFor}</h3>
          <ul>
            {card.lookFor.map(({ text }) => (
              <li>{text}</li>
            ))}
          </ul>
        </>
      )}
      {card.partsInTrade.length > 0 && (
        <p class="faint">
          {`${t.answer.parts}: ${card.partsInTrade.map((code) => t.terms[code as TradeTerm] ?? code).join(', ')}`}
        </p>
      )}
    </>
  )
}

function Listings({ page, card }: { readonly page: Page; readonly card: SpeciesCardData }): Html {
  const { t, say } = page
  return (
    <ul class="plain">
      {card.listings.slice(0, 8).map((listing) => (
        <li>
          <strong>
            {listing.regime === 'cites_eu' && listing.annex !== 'none'
              ? say(t.answer.listing, {
                  appendix: listing.appendix === 'none' ? '–' : listing.appendix,
                  annex: listing.annex,
                })
              : listing.regime === 'none' || listing.regime === 'cites_eu'
                ? t.answer.notListed
                : t.answer.regimes[listing.regime]}
          </strong>
          {listing.population !== '' && ` · ${say(t.answer.population, { population: listing.population })}`}
          <span class="line faint">{basisText(listing, page)}</span>
        </li>
      ))}
    </ul>
  )
}

type Basis = {
  readonly legalBasis: string
  readonly checkedOn: string
  readonly confidence: 'high' | 'medium' | 'low'
}

/** The law where the row names it, and always when somebody looked and how sure they were. */
function basisText({ legalBasis, checkedOn, confidence }: Basis, { t, say, format }: Page): string {
  const checked = say(t.answer.checked, {
    date: format.date(checkedOn),
    confidence: t.answer.confidence[confidence],
  })
  return legalBasis === '' ? checked : `${legalBasis}; ${checked}`
}

function suspension(origin: string, { t, say, format }: Page): string {
  return origin === '*' ? t.answer.suspendedAll : say(t.answer.suspended, { origin: format.country(origin) })
}
