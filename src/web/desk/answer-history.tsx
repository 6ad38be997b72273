// What else was decided and found: on this item id, on like goods, and on this very parcel. Then whom to ask, and the record itself.

import { localText } from '../../scoring/local-text.ts'
import type { StoredOutcome } from '../../store/outcomes-record.ts'
import { DataTable } from '../data-table.tsx'
import { type Child, Fragment, type Html, h, nothing } from '../html.ts'
import { LaneMark } from '../lane-mark.tsx'
import type { Page } from '../page.tsx'
import { wordFor } from '../words.tsx'
import type { DecisionSummary, DecisionView } from './decision-view.ts'
import { findingText } from './outcome-texts.ts'
import { Phrase } from './pack-words.tsx'

type Part = { readonly page: Page; readonly view: DecisionView }

export function Others({ page, view }: Part): Html {
  const { t } = page
  return (
    <section class="panel">
      <h2>{t.answer.others}</h2>
      {view.others.length === 0 ? (
        <p>{t.answer.othersNone}</p>
      ) : (
        <DecisionTable page={page} caption={t.answer.others} decisions={view.others} />
      )}
    </section>
  )
}

type TableProps = {
  readonly page: Page
  /** As the heading above it. */
  readonly caption: string
  readonly decisions: readonly DecisionSummary[]
}

export function DecisionTable({ page, caption, decisions }: TableProps): Html {
  const { t, format } = page
  return (
    <DataTable
      caption={caption}
      columns={[
        t.answer.date,
        t.answer.lane,
        t.answer.action,
        { text: t.common.score, isNumber: true },
        t.answer.decidedBy,
      ]}
    >
      {decisions.map(({ action, score, clientId, ...decision }) => (
        <tr>
          <WhenAndLane page={page} {...decision} />
          <td data-label={t.answer.action}>{action == null ? '' : t.actions[action]}</td>
          <td class="number" data-label={t.common.score}>
            {score === null ? '' : format.integer(Math.round(score))}
          </td>
          <td data-label={t.answer.decidedBy}>{clientId ?? ''}</td>
        </tr>
      ))}
    </DataTable>
  )
}

type CellsProps = { readonly page: Page } & Pick<DecisionSummary, 'decisionId' | 'decidedAt' | 'lane'>

/** The first cells of any row on a decision: when, with the way there, and its lane. */
function WhenAndLane({ page, decisionId, decidedAt, lane }: CellsProps): Html {
  return (
    <>
      <th scope="row">
        <a href={`/desk/decisions/${decisionId}`}>{page.format.dateTime(decidedAt)}</a>
      </th>
      <td>
        <LaneMark page={page} lane={lane} />
      </td>
    </>
  )
}

export function SimilarGoods({ page, view }: Part): Html {
  const { t, say } = page
  const { similar, lookedAt } = view.similar
  return (
    <section class="panel">
      <h2>{t.answer.similar}</h2>
      {similar.length === 0 ? (
        <p>{say(t.answer.similarNone, { seen: lookedAt })}</p>
      ) : (
        <>
          <p class="faint">{say(t.answer.similarCount, { found: similar.length, seen: lookedAt })}</p>
          <DataTable
            caption={t.answer.similar}
            columns={[t.answer.date, t.answer.lane, t.answer.goods, t.answer.outcome]}
          >
            {similar.map(({ words, result, ...decision }) => (
              <tr>
                <WhenAndLane page={page} {...decision} />
                <td class="words" lang="mul">
                  <bdi>{words}</bdi>
                </td>
                <td data-label={t.answer.outcome}>{result === null ? '' : t.outcome.results[result]}</td>
              </tr>
            ))}
          </DataTable>
        </>
      )}
    </section>
  )
}

type OutcomesProps = {
  readonly page: Page
  readonly outcomes: readonly StoredOutcome[]
  readonly keyName: (id: string) => string
}

export function OutcomeList({ page, outcomes, keyName }: OutcomesProps): Html {
  const { t, say, format } = page
  if (outcomes.length === 0) return nothing
  return (
    <section class="panel">
      <h2>{t.answer.outcomes}</h2>
      <ol class="plain">
        {outcomes.map((outcome) => (
          <li>
            <strong>{t.outcome.results[outcome.result]}</strong>
            {` · ${t.outcome.methods[outcome.method]} · ${t.outcome.stages[outcome.stage]} · ${t.outcome.reasons[outcome.reason]}`}
            <span class="line faint">
              {`${format.dateTime(outcome.recordedAtMs)} ${say(t.outcome.by, { key: keyName(outcome.keyId) })}`}
            </span>
            {outcome.findings.length > 0 && (
              <ul>
                {outcome.findings.map((finding) => (
                  <li>{findingText(finding, page)}</li>
                ))}
              </ul>
            )}
            {outcome.papers.length > 0 && (
              <span class="line">{format.labelled(t.outcome.papers, outcome.papers.join(', '))}</span>
            )}
            {outcome.concealment !== null && (
              <span class="line">{format.labelled(t.outcome.concealment, outcome.concealment)}</span>
            )}
            {outcome.note !== null && (
              <span class="line">{format.labelled(t.outcome.note, outcome.note)}</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}

/** The country the parcel goes to; an export is a matter of the country it leaves. Null where it is not declared. */
function countryConcerned({ goods }: DecisionView): string | null {
  const { senderCountry, addresseeCountry } = goods.parties
  return goods.regime === 'export' ? senderCountry : addresseeCountry
}

/** In the reader's language where the pack has it; else as the authority calls itself. */
function AuthorityName({
  page,
  engine,
  name,
}: {
  readonly page: Page
  readonly engine: DecisionView['engine']
  readonly name: string
}): Html {
  if (!engine.customs.tables.phrases.has(name)) return <span lang="mul">{name}</span>
  return <Phrase page={page} engine={engine} text={name} />
}

export function Contacts({ page, view }: Part): Html {
  const { t, say, format } = page
  const concerned = countryConcerned(view)
  const authorities = view.engine.customs.pack.bundle.authorities.filter(
    ({ country }) => country === concerned,
  )
  return (
    <section class="panel">
      <h2>{t.answer.contacts}</h2>
      {authorities.length === 0 ? (
        <p>{concerned === null ? t.answer.noCountry : t.answer.noContacts}</p>
      ) : (
        <ul class="plain">
          {authorities.map(({ country, role, name, contact, checkedOn, confidence }) => (
            <li>
              <strong>
                {format.labelled(`${format.country(country)}, ${wordFor(page.t.answer.role, role)}`, '')}
              </strong>
              <AuthorityName page={page} engine={view.engine} name={name} />
              {contact === '' ? ' ' : `, ${contact} `}
              <span class="faint">{`(${say(t.answer.checked, {
                date: format.date(checkedOn),
                confidence: wordFor(page.t.answer.confidence, confidence),
              })})`}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** Which decision, by which versions: what a replay needs, and what a sheet prints. */
export function RecordOfDecision({ page, view, children }: Part & { readonly children?: Child }): Html {
  const { t, say, format } = page
  const { decision, stored } = view
  return (
    <dl>
      <dt>{t.answer.decisionId}</dt>
      <dd class="code">{decision.id}</dd>
      <dt>{t.answer.decidedAt}</dt>
      <dd>{format.dateTime(decision.decidedAt)}</dd>
      <dt>{t.answer.decidedBy}</dt>
      <dd>{stored.clientId}</dd>
      <dt>{t.answer.versions}</dt>
      <dd>
        {decision.packs.map(({ id, version, sha256 }) => (
          <span class="line">
            {say(t.answer.pack, { id, version })}{' '}
            <span class="code faint">{say(t.answer.hash, { hash: sha256 })}</span>
          </span>
        ))}
        {decision.model !== null && (
          <span class="line">
            {say(t.answer.forest, { id: decision.model.id })}{' '}
            <span class="code faint">{say(t.answer.hash, { hash: decision.model.sha256 })}</span>
          </span>
        )}
        <span class="line">{say(t.answer.scorer, { version: decision.scorer })}</span>
      </dd>
      {decision.supersedes !== null && (
        <>
          <dt>{t.answer.supersedes}</dt>
          <dd>
            <a class="code" href={`/desk/decisions/${decision.supersedes}`}>
              {decision.supersedes}
            </a>
          </dd>
        </>
      )}
      {children}
    </dl>
  )
}

/** Title of the pack in the reader's language, for sheets. */
export function packTitle({ engine }: DecisionView, { language }: Page): string {
  return localText(engine.customs.pack.bundle.manifest.title, language)
}
