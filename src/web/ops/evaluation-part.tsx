// A forest judged beside the live one: how many checks would have been finds, and the lanes it would bring.

import type { RankingFigures } from '../../forest/ranking-figures.ts'
import type { ModelEvaluation } from '../../jobs/model-evaluate-job.ts'
import type { Judgement } from '../../jobs/model-judge.ts'
import { BarChart } from '../charts/bar-chart.tsx'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { BacktestPart } from './backtest-part.tsx'

type PartProps = { readonly page: Page; readonly evaluation: ModelEvaluation }

export function EvaluationPart({ page, evaluation }: PartProps): Html {
  const { t, say, format } = page
  const { model } = t.ops
  const { checked, recent, bandPer10k } = evaluation
  return (
    <div>
      <section class="panel">
        <h2>{model.judged}</h2>
        {checked === null ? (
          <p>{model.noneChecked}</p>
        ) : (
          <div>
            <p>{say(model.checkedRows, { rows: checked.rows, positives: checked.all.rules.positives })}</p>
            {checked.unseen === null ? (
              <p class="notice">{model.noneUnseen}</p>
            ) : (
              <Figures
                page={page}
                title={say(model.unseen, { day: format.date(checked.unseen.fromDay) })}
                judgement={checked.unseen}
              />
            )}
            <Figures page={page} title={model.all} judgement={checked.all} />
          </div>
        )}
        <p class="faint">{say(model.band, { band: format.decimal(bandPer10k) })}</p>
      </section>
      <BacktestPart page={page} report={recent} />
    </div>
  )
}

type FiguresProps = { readonly page: Page; readonly title: string; readonly judgement: Judgement }

function Figures({ page, title, judgement }: FiguresProps): Html {
  const { t, format, say } = page
  const { model } = t.ops
  const arms: readonly (readonly [string, RankingFigures | null])[] = [
    [model.rulesAlone, judgement.rules],
    [model.withLive, judgement.live],
    [model.withThis, judgement.model],
  ]
  const shown = arms.flatMap(([name, figures]) => (figures === null ? [] : [{ name, figures }]))
  const rates = judgement.rules.precisionAt.map(({ rate }) => rate)
  if (rates.length === 0) return <p>{t.ops.reliability.tooFew}</p>
  return (
    <BarChart
      title={title}
      series={shown.map(({ name }) => name)}
      max={1}
      rows={rates.map((rate) => ({
        label: say(model.precisionAt, { rate: format.percent(rate) }),
        values: shown.map(({ figures }) => {
          const found = figures.precisionAt.find((one) => one.rate === rate)?.precision
          return found === undefined
            ? { value: 0, text: '–' }
            : { value: found.value, low: found.low, high: found.high, text: format.percent(found.value) }
        }),
      }))}
    />
  )
}
