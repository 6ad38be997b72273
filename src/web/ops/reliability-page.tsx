// How often scores were right, by what checks found: finds by score beside what the scale would say, and precision at an inspection rate.

import type { ReliabilityReport } from '../../jobs/model-reliability.ts'
import { BarChart } from '../charts/bar-chart.tsx'
import { LineChart } from '../charts/line-chart.tsx'
import { Fragment, type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import type { Soon } from './ask-soon.ts'
import { OpsLayout, SoonPart } from './ops-frame.tsx'

export type ReliabilityPageProps = { readonly page: Page; readonly asked: Soon<ReliabilityReport> }

export function ReliabilityPage({ page, asked }: ReliabilityPageProps): Html {
  const { reliability } = page.t.ops
  return (
    <OpsLayout page={page} title={reliability.title}>
      <p class="faint">{reliability.intro}</p>
      <SoonPart page={page} soon={asked} show={(report) => <Found page={page} report={report} />} />
    </OpsLayout>
  )
}

function Found({ page, report }: { readonly page: Page; readonly report: ReliabilityReport }): Html {
  const { t, say, format } = page
  const { reliability: texts } = t.ops
  const { by, figures, checked, fromDay, toDay } = report
  return (
    <>
      <section class="panel">
        <p>
          {say(texts.rows, {
            checked,
            finds: figures.positives,
            from: format.date(fromDay),
            to: format.date(toDay),
          })}
        </p>
        <p>{say(texts.by, { random: by.random, evidence: by.evidence, officer: by.officer })}</p>
        {by.random < 100 && <p class="notice">{texts.fewRandom}</p>}
      </section>
      {figures.reliability.length === 0 ? (
        <p class="panel">{texts.tooFew}</p>
      ) : (
        <section class="panel">
          <BarChart
            title={texts.chart}
            series={[texts.found, texts.expected]}
            max={1}
            rows={figures.reliability.map(({ from, to, rows, observed, predicted }) => ({
              label: say(texts.bin, { from, to, rows }),
              values: [
                {
                  value: observed.value,
                  low: observed.low,
                  high: observed.high,
                  text: format.percent(observed.value),
                },
                { value: predicted, text: format.percent(predicted) },
              ],
            }))}
          />
        </section>
      )}
      {figures.precisionAt.length > 1 && (
        <section class="panel">
          <LineChart
            page={page}
            title={texts.precision}
            labels={figures.precisionAt.map(({ rate }) => format.percent(rate))}
            max={1}
            text={format.percent}
            series={[
              {
                name: t.ops.weak.precision,
                values: figures.precisionAt.map(({ precision }) => precision.value),
              },
              { name: texts.low, values: figures.precisionAt.map(({ precision }) => precision.low) },
              { name: texts.high, values: figures.precisionAt.map(({ precision }) => precision.high) },
            ]}
          />
        </section>
      )}
    </>
  )
}
