// The whole answer on one decision, in the order of its reading: danger, verdict, words, species, papers, points, what else, what before.

import { type Child, Fragment, type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { AnswerHead } from './answer-head.tsx'
import { Contacts, Others, OutcomeList, RecordOfDecision, SimilarGoods } from './answer-history.tsx'
import { DataNotices, Papers, Points, WhatIfs } from './answer-parts.tsx'
import type { DecisionView, ScoredView } from './decision-view.ts'
import { DeclaredGoods, DeclaredHead } from './declared-goods.tsx'
import { OutcomeBar } from './outcome-bar.tsx'
import { SpeciesCards } from './species-cards.tsx'

export type AnswerProps = {
  readonly page: Page
  readonly view: DecisionView
  /** Label of a key, else its id. */
  readonly keyName: (id: string) => string
  /** What has just happened to the decision; it stands below the danger and the verdict. */
  readonly notice?: string | null
}

export function Answer({ page, view, keyName, notice = null }: AnswerProps): Html {
  const { t } = page
  return (
    <div class="answer" id="answer">
      <AnswerHead page={page} view={view} />
      {notice !== null && (
        <p class="done" role="status">
          {notice}
        </p>
      )}
      <OutcomeBar page={page} view={view} />
      <Explanation page={page} view={view}>
        <OutcomeList page={page} outcomes={view.outcomes} keyName={keyName} />
      </Explanation>
      <div class="columns after">
        <Others page={page} view={view} />
        <SimilarGoods page={page} view={view} />
      </div>
      <DataNotices page={page} answer={view.answer} />
      <Contacts page={page} view={view} />
      <section class="panel">
        <h2>{t.answer.record}</h2>
        <RecordOfDecision page={page} view={view} />
      </section>
    </div>
  )
}

type ExplanationProps = {
  readonly page: Page
  readonly view: ScoredView
  /** Stands right below the declared words. */
  readonly children?: Child
}

/** Why, for decisions and for practice. */
export function Explanation({ page, view, children }: ExplanationProps): Html {
  const { t } = page
  const { answer } = view
  const mentions = answer.status === 'scored' ? answer.mentions : []
  return (
    <>
      <section class="panel">
        <h2>{t.answer.words}</h2>
        <DeclaredGoods page={page} view={view} mentions={mentions} />
        {mentions.length === 0 && <p class="faint">{t.answer.noWords}</p>}
        <DeclaredHead page={page} goods={view.goods} />
      </section>
      {children}
      {answer.status === 'scored' && (
        <>
          <div class="columns after">
            <SpeciesCards page={page} view={view} />
            <Papers page={page} view={view} answer={answer} />
          </div>
          <div class="columns">
            <Points page={page} view={view} answer={answer} />
            <WhatIfs page={page} view={view} answer={answer} />
          </div>
        </>
      )}
    </>
  )
}
