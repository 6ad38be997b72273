// The lower parts of an answer: papers, points that add up, what would have changed it, and what was decided before.

import { Waterfall, type WaterfallLine } from '../charts/waterfall.tsx'
import { DataTable } from '../data-table.tsx'
import { Fragment, type Html, h, nothing } from '../html.ts'
import { LaneMark } from '../lane-mark.tsx'
import type { Page } from '../page.tsx'
import { lackedCondition } from '../speech.ts'
import { familyName } from '../words.tsx'
import type { OfficerAnswer, ScoredAnswer, ScoredView } from './decision-view.ts'
import { Phrase } from './pack-words.tsx'
import { placeText } from './place-text.ts'
import { type Change, textAt } from './what-if.ts'

type Part = { readonly page: Page; readonly view: ScoredView; readonly answer: ScoredAnswer }

export function Papers({ page, view, answer }: Part): Html {
  const { t } = page
  return (
    <section class="panel">
      <h2>{t.answer.papers}</h2>
      {answer.papers.length === 0 ? (
        <p>{t.answer.noPapers}</p>
      ) : (
        <DataTable caption={t.answer.papers} columns={[t.answer.paper, t.answer.paperDeclared]}>
          {answer.papers.map(({ paper, anyOf, declared, appliesIf, legalBasis }) => (
            <tr>
              <th scope="row">
                {paper} {anyOf.length > 0 && <span class="code faint">{anyOf.join(' / ')}</span>}
                <span class="line faint">
                  {`${appliesIf} · `}
                  <Phrase page={page} engine={view.engine} text={legalBasis} />
                </span>
              </th>
              <td class={`paper-${declared}`} data-label={t.answer.paperDeclared}>
                {t.answer.paperStates[declared]}
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      {answer.carrierPolicy.length > 0 && (
        <>
          <h3>{t.answer.carrierPolicy}</h3>
          <ul>
            {answer.carrierPolicy.map(({ text }) => (
              <li>{text}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** Forest lines of fewer points stand together in one line; all of them are in the list below. */
const forestPointsMin = 2

export function Points({ page, view, answer }: Part): Html {
  const { t } = page
  return (
    <section class="panel">
      <h2>{t.answer.points}</h2>
      <Waterfall title={t.answer.tenPoints} lines={pointLines({ page, view, answer })} format={page.format} />
      {answer.forest !== null && answer.forest.lines.length > 0 && (
        <details>
          <summary>{t.answer.allForest}</summary>
          <ul>
            {answer.forest.lines.map(({ text, points }) => (
              <li>{`${page.format.signed(points)} ${text}`}</li>
            ))}
          </ul>
        </details>
      )}
    </section>
  )
}

/** The lines sum to the total; a test adds them up. */
export function pointLines({ page, view, answer }: Part): WaterfallLine[] {
  const { t, say } = page
  const forest = answer.forest?.lines ?? []
  const large = forest.filter(({ points }) => Math.abs(points) >= forestPointsMin)
  const small = forest.filter(({ points }) => Math.abs(points) < forestPointsMin)
  const rest = small.reduce((sum, { points }) => sum + points, 0)
  return [
    { label: t.answer.prior, points: answer.points.prior },
    ...answer.reasons.map(({ text, pointer, start, end, points }) => ({
      label: (
        <span>
          {text}
          {start >= 0 && <q class="faint">{textAt(view.goods, pointer).slice(start, end)}</q>}
        </span>
      ),
      points,
    })),
    ...answer.adjustments.map(({ family, points }) => ({
      label: say(t.answer.adjustment, { family: familyName(family, page) }),
      points,
    })),
    ...large.map(({ text, points }) => ({ label: say(t.answer.forestPrefix, { text }), points })),
    ...(small.length === 0
      ? []
      : [{ label: say(t.answer.forestRest, { count: small.length }), points: rest }]),
    { label: t.common.total, points: answer.points.total, isSum: true },
  ]
}

export function WhatIfs({ page, view, answer }: Part): Html {
  const { t, format } = page
  return (
    <section class="panel">
      <h2>{t.answer.whatIf}</h2>
      {view.whatIfs.length === 0 ? (
        <p>{t.answer.whatIfNone}</p>
      ) : (
        <DataTable
          caption={t.answer.whatIf}
          columns={[
            t.answer.change,
            { text: t.common.score, isNumber: true },
            t.answer.lane,
            t.answer.action,
          ]}
        >
          {view.whatIfs.slice(0, 8).map(({ change, score, lane, action, changesAction }) => (
            <tr>
              <th scope="row">{changeText(change, page, answer)}</th>
              <td class="number" data-label={t.common.score}>
                {format.integer(Math.round(score))}
              </td>
              <td>
                <LaneMark page={page} lane={lane} />
              </td>
              <td data-label={t.answer.action}>
                {changesAction ? <strong>{t.actions[action]}</strong> : t.actions[action]}
              </td>
            </tr>
          ))}
        </DataTable>
      )}
      <NearMisses page={page} view={view} />
    </section>
  )
}

/** Rules that one condition kept from firing; where that is not known in time, the way to it. */
function NearMisses({ page, view: { near } }: Pick<Part, 'page' | 'view'>): Html {
  const { t, format, language } = page
  if (near === null) return nothing
  const { found, isAsked, at } = near
  if (found === null) {
    return (
      <p>
        <a href={at}>{t.answer.nearMisses}</a>
      </p>
    )
  }
  if (found.length === 0 && !isAsked) return nothing
  return (
    <details id="near" open={isAsked}>
      <summary>{t.answer.nearMisses}</summary>
      {found.length === 0 ? (
        <p>{t.answer.nearMissesNone}</p>
      ) : (
        <ul>
          {found.map(({ title, failed }) => (
            <li>
              {format.labelled(title, '')}
              {lackedCondition(failed, language) ?? <code>{failed}</code>}
            </li>
          ))}
        </ul>
      )}
    </details>
  )
}

function changeText(change: Change, { t, say }: Page, answer: ScoredAnswer): string {
  switch (change.kind) {
    case 'words':
      return say(t.answer.withoutWords, { words: change.words })
    case 'piece':
      return say(t.answer.withoutPiece, { number: change.number, words: change.words.slice(0, 80) })
    case 'paper':
      return say(t.answer.withPaper, { paper: answer.papers[change.at]?.paper ?? '' })
    case 'countries':
      return t.answer.withoutCountries
    default:
      return t.answer.withoutHs
  }
}

export function DataNotices({ page, answer }: { readonly page: Page; readonly answer: OfficerAnswer }): Html {
  const seen = new Set<string>()
  const notices = [...answer.informationRequests, ...answer.warnings].filter(({ code, pointer }) => {
    const key = `${code} ${pointer}`
    return seen.has(key) ? false : seen.add(key)
  })
  if (notices.length === 0) return nothing
  return (
    <section class="panel">
      <h2>{page.t.answer.data}</h2>
      <ul>
        {notices.slice(0, 30).map(({ message, pointer }) => (
          <li>
            {message} <span class="faint">{placeText(pointer, page)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}
