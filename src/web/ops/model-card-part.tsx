// What a forest says of itself, beside the one that answers: where they differ stands out, and how it did by its own record is a chart.

import type { ModelCard } from '../../jobs/model-card.ts'
import { judgedRates } from '../../jobs/model-metrics.ts'
import { BarChart, type BarValue } from '../charts/bar-chart.tsx'
import { DataTable } from '../data-table.tsx'
import { type Child, Fragment, type Html, h, nothing } from '../html.ts'
import type { Page } from '../page.tsx'

export type CardPair = {
  readonly card: ModelCard
  /** The forest that answers, where that is another one. */
  readonly live: ModelCard | null
}

export type CardProps = CardPair & {
  readonly page: Page
  /** Of a forest, by its sha256. */
  readonly nameOf: (sha256: string) => string
}

export function ModelCardPart({ page, card, live, nameOf }: CardProps): Html {
  const { t } = page
  const { model } = t.ops
  const shown = live === null ? [card] : [card, live]
  return (
    <>
      <section class="panel">
        <h2>{model.card}</h2>
        <DataTable
          caption={model.card}
          columns={[
            { text: '' },
            card.id,
            ...(live === null ? [] : [{ text: `${live.id} (${t.ops.states.active})` }]),
          ]}
          rows={cardLines({ page, nameOf }).map(([name, textOf, lang]) => {
            const [own, other = own] = shown.map(textOf)
            const cells = [own === other ? own : <strong>{own}</strong>, other].slice(0, shown.length)
            return [name, ...cells.map((cell) => <span lang={lang}>{cell}</span>)]
          })}
        />
        {live !== null && <FeatureDiff page={page} card={card} live={live} />}
        <details>
          <summary>{page.say(model.features, { count: card.features.length })}</summary>
          <p class="words">
            <code class="code">{card.features.join(', ')}</code>
          </p>
        </details>
        <RawRecord page={page} record={card.record} />
      </section>
      <OwnPrecision page={page} metrics={card.record.metrics} />
    </>
  )
}

/** With the language of the text where it is not the reader's. */
type CardLine = readonly [name: string, textOf: (card: ModelCard) => string, lang?: 'en']

function cardLines({ page, nameOf }: Pick<CardProps, 'page' | 'nameOf'>): CardLine[] {
  const { t, say, format } = page
  const { model } = t.ops
  const unknown = '–'
  return [
    [model.learntFrom, ({ trainedOnOutcomes }) => (trainedOnOutcomes ? model.outcomes : model.generated)],
    [
      model.rows,
      ({ record: { rows, positives } }) =>
        rows === undefined || positives === undefined ? unknown : say(model.rowsOf, { rows, positives }),
    ],
    [
      model.days,
      ({ record: { window: span } }) =>
        span ? `${format.date(span.from)} – ${format.date(span.to)}` : unknown,
    ],
    [model.follows, ({ record: { parents } }) => parents?.map(nameOf).join(', ') || unknown],
    [model.purpose, ({ createdFor }) => createdFor, 'en'],
    [model.cap, ({ pointsCap }) => say(model.capPoints, { points: pointsCap })],
    [model.build, ({ trees, nodes, depth }) => say(model.trees, { trees, nodes, depth })],
    [model.explains, ({ explains }) => (explains ? t.ops.rule.yes : t.ops.rule.no)],
  ]
}

type DiffProps = Pick<CardProps, 'page' | 'card'> & { readonly live: ModelCard }

function FeatureDiff({ page, card, live }: DiffProps): Html {
  const { model } = page.t.ops
  const lists: readonly (readonly [string, readonly string[]])[] = [
    [model.onlyHere, card.features.filter((name) => !live.features.includes(name))],
    [model.onlyLive, live.features.filter((name) => !card.features.includes(name))],
  ]
  return (
    <>
      {lists.map(([title, names]) =>
        names.length === 0 ? (
          nothing
        ) : (
          <p class="words">
            {`${title}: `}
            <code class="code">{names.join(', ')}</code>
          </p>
        ),
      )}
    </>
  )
}

type Metrics = ModelCard['record']['metrics']

/** Keys as `outOfBagMetrics` writes them; a forest from elsewhere may bring others or none. */
function OwnPrecision({ page, metrics = {} }: { readonly page: Page; readonly metrics?: Metrics }): Html {
  const { t, say, format } = page
  const { model } = t.ops
  const rates = judgedRates(metrics)
  if (rates.length === 0) return nothing
  const barOf = (key: string): BarValue => {
    const [value, low, high] = [metrics[key], metrics[`${key}Low`], metrics[`${key}High`]]
    if (value === undefined) return { value: 0, text: '–' }
    return {
      value,
      text: format.percent(value),
      ...(low === undefined || high === undefined ? {} : { low, high }),
    }
  }
  return (
    <section class="panel">
      <BarChart
        title={model.own}
        series={[model.rulesAlone, model.withThis]}
        max={1}
        rows={rates.map((rate) => ({
          label: say(model.precisionAt, { rate: format.percent(Number(rate) / 100) }),
          values: [barOf(`rulesPrecisionAt${rate}`), barOf(`sumPrecisionAt${rate}`)],
        }))}
      />
    </section>
  )
}

const textUnits = 1500

/** Everything it was trained with, in the words of the file. */
function RawRecord({ page, record }: { readonly page: Page; readonly record: ModelCard['record'] }): Html {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined && value !== null)
  if (entries.length === 0) return nothing
  return (
    <details>
      <summary>{page.t.ops.model.record}</summary>
      <dl lang="en">
        {entries.map(
          ([name, value]): Child => (
            <>
              <dt>{name}</dt>
              <dd class="words">{recordText(page, value).slice(0, textUnits)}</dd>
            </>
          ),
        )}
      </dl>
    </details>
  )
}

function recordText({ format }: Page, value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : format.decimal(value)
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(String).join(', ')
  return Object.entries(value as object)
    .map(
      ([name, inner]) =>
        `${name} ${typeof inner === 'number' ? format.decimal(inner) : JSON.stringify(inner)}`,
    )
    .join(', ')
}
