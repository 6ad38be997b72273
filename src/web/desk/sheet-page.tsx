// One page on paper: what was indicated, from which data, by which versions, when and by whom, with the sentence that says what it is not.

import type { StoredOutcome } from '../../store/outcomes-record.ts'
import { Fragment, type Html, h } from '../html.ts'
import { LaneMark } from '../lane-mark.tsx'
import { Layout, type Page } from '../page.tsx'
import { Hazards } from './answer-head.tsx'
import { OutcomeList, packTitle, RecordOfDecision } from './answer-history.tsx'
import type { DecisionView } from './decision-view.ts'
import { DeclaredGoods, DeclaredHead } from './declared-goods.tsx'
import { CommonName } from './species-cards.tsx'

export type SheetProps = {
  readonly page: Page
  readonly view: DecisionView
  readonly keyName: (id: string) => string
  readonly nowMs: number
}

/** One sheet of A4: the lines that count, the heaviest reasons and the last word; the rest is in the record. */
const linesOnPaper = { lines: 4, units: 120 }
const reasonsMax = 6
const checksMax = 3

export function SheetPage({ page, view, keyName, nowMs }: SheetProps): Html {
  const { t, say, format, principal } = page
  const { answer, stored } = view
  const scored = answer.status === 'scored' ? answer : null
  const who = ({ keyId, clientId }: { readonly keyId: string; readonly clientId: string }, atMs: number) =>
    say(t.sheet.who, { key: keyName(keyId), client: clientId, date: format.dateTime(atMs) })
  return (
    <Layout page={page} title={t.sheet.title}>
      <article class="sheet panel">
        <div class="title-row">
          <h1>{`${t.sheet.title} · ${stored.itemId ?? t.queue.noItem}`}</h1>
          <button class="no-print" type="button" data-print="" hidden>
            {t.common.print}
          </button>
        </div>
        <p class="legal">{t.sheet.legal}</p>
        <Hazards page={page} answer={answer} />
        <p class="verdict">
          <LaneMark page={page} lane={scored?.lane ?? null} />
          {scored !== null && (
            <>
              <span class="action">{t.actions[scored.action]}</span>
              <span>{`${t.common.score} ${format.integer(Math.round(scored.score))}`}</span>
            </>
          )}
        </p>
        <p>{scored?.message ?? t.answer.unscored}</p>
        <DeclaredGoods page={page} view={view} mentions={scored?.mentions ?? []} paper={linesOnPaper} />
        <DeclaredHead page={page} goods={view.goods} />
        {scored !== null && (
          <Findings page={page} view={view} reasons={scored.reasons} papers={scored.papers} />
        )}
        <OutcomeList page={page} outcomes={view.outcomes.slice(-1).map(inShort)} keyName={keyName} />
        <h2>{`${t.answer.record} · ${packTitle(view, page)}`}</h2>
        <RecordOfDecision page={page} view={view}>
          <dt>{t.sheet.checkedBy}</dt>
          <dd>
            {view.outcomes.length === 0
              ? t.sheet.notChecked
              : view.outcomes
                  .slice(-checksMax)
                  .map((outcome) => (
                    <span class="line">
                      {`${who(outcome, outcome.recordedAtMs)} · ${t.outcome.methods[outcome.method]}`}
                    </span>
                  ))}
          </dd>
          <dt>{t.sheet.printedBy}</dt>
          <dd>{who(principal!, nowMs)}</dd>
        </RecordOfDecision>
        <p class="signature">{t.sheet.signature}</p>
      </article>
    </Layout>
  )
}

const findingsMax = 4
const remarkUnitsMax = 160

function inShort(outcome: StoredOutcome): StoredOutcome {
  const cut = (text: string | null) =>
    text === null || text.length <= remarkUnitsMax ? text : `${text.slice(0, remarkUnitsMax)}…`
  const { findings, concealment, note } = outcome
  return {
    ...outcome,
    findings: findings.slice(0, findingsMax),
    concealment: cut(concealment),
    note: cut(note),
  }
}

type FindingsProps = {
  readonly page: Page
  readonly view: DecisionView
  readonly reasons: readonly { readonly text: string; readonly points: number }[]
  readonly papers: readonly { readonly paper: string; readonly declared: 'yes' | 'no' | 'verified' }[]
}

function Findings({ page, view, reasons, papers }: FindingsProps): Html {
  const { t, format } = page
  return (
    <div class="columns">
      <section>
        <h2>{t.sheet.reasons}</h2>
        <ul>
          {reasons.slice(0, reasonsMax).map(({ text, points }) => (
            <li>{`${format.signed(points)} ${text}`}</li>
          ))}
        </ul>
      </section>
      <section>
        {view.species.length > 0 && (
          <>
            <h2>{t.answer.species}</h2>
            <ul>
              {view.species.slice(0, 4).map((card) => (
                <li>
                  <CommonName page={page} card={card} /> <em lang="la">{card.scientificName}</em>
                </li>
              ))}
            </ul>
          </>
        )}
        {papers.length > 0 && (
          <>
            <h2>{t.answer.papers}</h2>
            <ul>
              {papers.map(({ paper, declared }) => (
                <li>{format.labelled(paper, t.answer.paperStates[declared])}</li>
              ))}
            </ul>
          </>
        )}
      </section>
    </div>
  )
}
