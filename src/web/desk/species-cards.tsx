// Species cards: names in the reader's language, status with its date and confidence, the law, parts in trade, and what to look for.

import type { Engine } from '../../scoring/engine.ts'
import type { TradeTerm } from '../../scoring/trade-terms.ts'
import { Fragment, type Html, h, nothing } from '../html.ts'
import type { Page } from '../page.tsx'
import { Words, wordFor } from '../words.tsx'
import type { ScoredView, SpeciesCardData } from './decision-view.ts'
import { Phrase } from './pack-words.tsx'

/** Cards that stand open; the others say their names and open on demand. */
const openMax = 2

export function SpeciesCards({ page, view }: { readonly page: Page; readonly view: ScoredView }): Html {
  const { species, engine } = view
  if (species.length === 0) return nothing
  return (
    <section class="panel">
      <h2>{page.t.answer.species}</h2>
      {species.map((card, at) => (
        <details class="card" open={at < openMax}>
          <summary>
            {commonName(card, page) !== null && (
              <strong>
                <CommonName page={page} card={card} />{' '}
              </strong>
            )}
            <em lang="la">{card.scientificName}</em>
          </summary>
          <Card page={page} engine={engine} card={card} />
        </details>
      ))}
    </section>
  )
}

export function commonName({ names }: Pick<SpeciesCardData, 'names'>, { language }: Page): string | null {
  return names[language][0] ?? names.en[0] ?? null
}

/** Nothing where it has none in the reader's language or in English. */
export function CommonName({ page, card }: { readonly page: Page; readonly card: SpeciesCardData }): Html {
  const { names } = card
  const [en] = names.en
  return <Words page={page} texts={{ en: en ?? '', [page.language]: names[page.language][0] }} />
}

type CardProps = { readonly page: Page; readonly engine: Engine; readonly card: SpeciesCardData }

function Card({ page, engine, card }: CardProps): Html {
  const { t, format } = page
  const names = card.names[page.language]
  return (
    <>
      {names.length > 1 && <p class="faint">{names.slice(0, 8).join(', ')}</p>}
      <Listings page={page} engine={engine} card={card} />
      {card.suspensions.length > 0 && (
        <p class="refusal">
          {card.suspensions.slice(0, 6).map((row) => (
            <span class="line">
              {`${suspension(row, page)} (`}
              <BasisText page={page} engine={engine} basis={row} />)
            </span>
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
          {format.labelled(
            t.answer.parts,
            card.partsInTrade.map((code) => t.terms[code as TradeTerm] ?? code).join(', '),
          )}
        </p>
      )}
    </>
  )
}

function Listings({ page, engine, card }: CardProps): Html {
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
          {listing.population !== '' && (
            <>
              {` · ${t.answer.population} `}
              <Phrase page={page} engine={engine} text={listing.population} />
            </>
          )}
          <span class="line faint">
            <BasisText page={page} engine={engine} basis={listing} />
          </span>
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

type Suspension = SpeciesCardData['suspensions'][number]

type BasisProps = { readonly page: Page; readonly engine: Engine; readonly basis: Basis }

/** The law where the row names it, and always when somebody looked and how sure they were. */
function BasisText({ page, engine, basis }: BasisProps): Html {
  const { t, say, format } = page
  const { legalBasis, checkedOn, confidence } = basis
  return (
    <>
      {legalBasis !== '' && (
        <>
          <Phrase page={page} engine={engine} text={legalBasis} />
          {' · '}
        </>
      )}
      {say(t.answer.checked, { date: format.date(checkedOn), confidence: t.answer.confidence[confidence] })}
    </>
  )
}

function suspension({ kind, origin, sourceCode }: Suspension, { t, say, format }: Page): string {
  const { suspensions, sources } = t.answer
  const text = say(t.answer.suspendedFrom, {
    kind: wordFor(suspensions, kind),
    origin: origin === '*' ? t.answer.everyCountry : format.country(origin),
  })
  return Object.hasOwn(sources, sourceCode) ? `${text}, ${sources[sourceCode as keyof typeof sources]}` : text
}
