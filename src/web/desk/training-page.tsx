// Practice: the officer decides first and sees the score, the reasons and what was really found afterwards. Nobody is ranked.

import { type Action, actions } from '../../scoring/assessment.ts'
import type { PracticeAnswer } from '../../store/practice.ts'
import { DataTable } from '../data-table.tsx'
import { Choice } from '../form-fields.tsx'
import { Fragment, type Html, h } from '../html.ts'
import { CsrfField, Layout, type Page } from '../page.tsx'
import { Words } from '../words.tsx'
import { Explanation } from './answer.tsx'
import { AnswerHead } from './answer-head.tsx'
import type { ScoredView } from './decision-view.ts'
import { DeclaredGoods, DeclaredHead } from './declared-goods.tsx'
import type { PracticeParcel } from './practice-parcels.ts'

export type TrainingListProps = {
  readonly page: Page
  readonly parcels: readonly PracticeParcel[]
  readonly answers: readonly PracticeAnswer[]
  readonly next: PracticeParcel | null
  readonly notice: string | null
}

export function TrainingList({ page, parcels, answers, next, notice }: TrainingListProps): Html {
  const { t, format } = page
  const byId = new Map(parcels.map((parcel) => [parcel.id, parcel]))
  return (
    <Layout page={page} title={t.training.title}>
      <h1>{t.training.title}</h1>
      {notice !== null && (
        <p class="done" role="status">
          {notice}
        </p>
      )}
      <div class="panel">
        <p>{t.training.intro}</p>
        <p>{t.training.yours}</p>
        {next !== null && (
          <a class="button main" href={`/desk/training/${next.id}`} data-key="n">
            {t.training.start} <kbd>Alt N</kbd>
          </a>
        )}
      </div>
      <section class="panel">
        <h2>{t.training.results}</h2>
        {answers.length === 0 ? (
          <p>{t.training.none}</p>
        ) : (
          <>
            <DataTable
              caption={t.training.results}
              columns={[t.answer.date, t.answer.goods, t.training.said, t.training.found]}
            >
              {answers.slice(0, 100).map(({ parcelId, answer, answeredAtMs }) => {
                const parcel = byId.get(parcelId)
                return (
                  <tr>
                    <td data-label={t.answer.date}>{format.dateTime(answeredAtMs)}</td>
                    <th scope="row">
                      <a href={`/desk/training/${parcelId}`}>
                        {parcel === undefined ? parcelId : wordsOf(parcel)}
                      </a>
                    </th>
                    <td data-label={t.training.said}>{actionName(answer, page)}</td>
                    <td data-label={t.training.found}>
                      {parcel?.found ? <Words page={page} texts={parcel.found} /> : t.training.noWildlife}
                    </td>
                  </tr>
                )
              })}
            </DataTable>
            <form method="post" action="/desk/training/forget" data-confirm={t.training.deleteConfirm}>
              <CsrfField page={page} />
              <button type="submit">{t.training.delete}</button>
            </form>
          </>
        )}
      </section>
    </Layout>
  )
}

function wordsOf({ parcel }: PracticeParcel): string {
  const contents = parcel.contents as readonly { readonly description?: string }[] | undefined
  return contents?.[0]?.description ?? ''
}

function actionName(answer: string, { t }: Page): string {
  const known = actions.find((action) => action === answer)
  return known === undefined ? answer : t.actions[known]
}

export type TrainingPageProps = {
  readonly page: Page
  readonly parcel: PracticeParcel
  readonly number: number
  readonly count: number
  readonly view: ScoredView
}

export type TrainingQuestionProps = TrainingPageProps & { readonly fault?: string | undefined }

export function TrainingQuestion(props: TrainingQuestionProps): Html {
  const { page, parcel, number, count, view, fault } = props
  const { t, say } = page
  return (
    <Layout page={page} title={t.training.title} wide>
      <h1>{say(t.training.parcel, { number, count })}</h1>
      <p class="test-mark">{t.training.mark}</p>
      <section class="panel">
        <h2>{t.answer.declaredGoods}</h2>
        <DeclaredGoods page={page} view={view} mentions={[]} />
        <DeclaredHead page={page} goods={view.goods} />
      </section>
      <form class="panel" method="post" action={`/desk/training/${parcel.id}`}>
        <CsrfField page={page} />
        <Choice
          name="answer"
          legend={t.training.decide}
          value=""
          required
          autofocus
          fault={fault}
          options={actions.map((value) => ({ value, text: t.actions[value] }))}
        />
        <button class="main" type="submit" data-key="c">
          {t.training.submit} <kbd>Alt C</kbd>
        </button>
      </form>
    </Layout>
  )
}

export type TrainingAnswerProps = TrainingPageProps & {
  readonly said: Action
  readonly next: PracticeParcel | null
}

export function TrainingAnswer({ page, parcel, number, count, view, said, next }: TrainingAnswerProps): Html {
  const { t, say, format } = page
  const { answer } = view
  return (
    <Layout page={page} title={t.training.title} wide>
      <div class="title-row">
        <h1>{say(t.training.parcel, { number, count })}</h1>
        {next !== null && (
          <a class="button main" href={`/desk/training/${next.id}`} data-key="n">
            {t.training.next} <kbd>Alt N</kbd>
          </a>
        )}
      </div>
      <p class="test-mark">{t.training.mark}</p>
      <section class="panel">
        <p>
          <strong>{say(t.training.yourAnswer, { action: t.actions[said] })}</strong>
        </p>
        <h2>{t.training.found}</h2>
        <p class="found">
          {parcel.found === null ? t.training.foundNothing : <Words page={page} texts={parcel.found} />}
        </p>
        {parcel.found !== null && answer.status === 'scored' && !answer.ground && (
          <p class="notice">{t.training.notTold}</p>
        )}
        <p class="faint">
          <Words page={page} texts={parcel.note} />
        </p>
        <p class="faint">
          {format.labelled(t.training.source, '')}
          {parcel.kind === 'lookalike' ? (
            t.training.sourceMadeUp
          ) : (
            <Words page={page} texts={{ en: parcel.source }} />
          )}
        </p>
      </section>
      <AnswerHead page={page} view={view} />
      <Explanation page={page} view={view} />
    </Layout>
  )
}
