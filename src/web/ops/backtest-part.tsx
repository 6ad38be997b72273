// What a draft would have changed: lanes before and after as table and chart, split by what checks found, the rules and parcels behind it.

import type { BacktestReport, KnownOutcome } from '../../jobs/backtest-tally.ts'
import { knownOutcomes } from '../../jobs/backtest-tally.ts'
import { type Lane, lanes } from '../../scoring/assessment.ts'
import { BarChart } from '../charts/bar-chart.tsx'
import { DataTable } from '../data-table.tsx'
import { type Html, h, nothing } from '../html.ts'
import { LaneMark } from '../lane-mark.tsx'
import type { Page } from '../page.tsx'

/** Shadows have no count of what was never scored; forests change no rules. */
export type ShownBacktest = Omit<BacktestReport, 'rules'> & {
  readonly rules?: BacktestReport['rules']
  readonly unscored?: number
}

type PartProps = { readonly page: Page; readonly report: ShownBacktest }

export function BacktestPart({ page, report }: PartProps): Html {
  const { t, say, format } = page
  const { report: texts } = t.ops
  const { live, draft } = report.alertsPer10k
  const per10k = (value: number) => ({ value, text: format.decimal(value) })
  return (
    <div id="report">
      <section class="panel">
        <h2>{say(texts.title, { parcels: report.parcels, changed: report.changed.parcels })}</h2>
        {report.unscored !== undefined && report.unscored > 0 && (
          <p class="faint">{say(texts.unscored, { count: report.unscored })}</p>
        )}
        {report.factsNotStored > 0 && (
          <p class="faint">{say(texts.factsNotStored, { count: report.factsNotStored })}</p>
        )}
        {(['up', 'down'] as const).map((way) => (
          <Moved page={page} report={report} way={way} />
        ))}
        <div class="halves">
          <ShiftTable page={page} title={texts.shift} shift={report.lanes} />
          <BarChart
            title={texts.per10k}
            series={[t.ops.try.live, t.ops.try.draft]}
            rows={(['yellow', 'red', 'nonGreen'] as const).map((lane) => ({
              label: lane === 'nonGreen' ? texts.nonGreen : t.lanes[lane],
              values: [per10k(live[lane]), per10k(draft[lane])],
            }))}
          />
        </div>
      </section>
      <section class="panel">
        <h2>{texts.outcomes}</h2>
        <div class="columns">
          {knownOutcomes.map((outcome) => (
            <ShiftTable page={page} title={outcomeName(page, outcome)} shift={report.outcomes[outcome]} />
          ))}
        </div>
      </section>
      <Rules page={page} report={report} />
      <Changed page={page} report={report} />
    </div>
  )
}

type MovedProps = PartProps & { readonly way: 'up' | 'down' }

/** The sum of the tables in a sentence: how many change their lane one way, and what checks have found in those. */
function Moved({ page, report, way }: MovedProps): Html {
  const count = (outcome: KnownOutcome) =>
    lanes.reduce((sum, from, at) => {
      const others = way === 'up' ? lanes.slice(at + 1) : lanes.slice(0, at)
      return sum + others.reduce((part, to) => part + report.outcomes[outcome][from][to], 0)
    }, 0)
  const [finds, cleared, unknown] = [count('listedWithoutPapers'), count('cleared'), count('notKnown')]
  const moved = finds + cleared + unknown
  if (moved === 0) return nothing
  return <p>{page.say(page.t.ops.report[way], { count: moved, finds, cleared, unknown })}</p>
}

function outcomeName({ t }: Page, outcome: KnownOutcome): string {
  return t.ops.known[outcome]
}

type ShiftProps = { readonly page: Page; readonly title: string; readonly shift: BacktestReport['lanes'] }

function ShiftTable({ page, title, shift }: ShiftProps): Html {
  const { t, format } = page
  const count = (from: Lane, to: Lane) => {
    const text = format.integer(shift[from][to])
    return from === to || shift[from][to] === 0 ? text : <strong>{text}</strong>
  }
  return (
    <div class="table">
      <table class="shift">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{t.ops.report.fromTo}</th>
            {lanes.map((to) => (
              <th scope="col" class="number">
                <LaneMark page={page} lane={to} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lanes.map((from) => (
            <tr>
              <th scope="row">
                <LaneMark page={page} lane={from} />
              </th>
              {lanes.map((to) => (
                <td class={`number ${from === to ? 'same' : 'moved'}`}>{count(from, to)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const rulesShown = 30

function Rules({ page, report }: PartProps): Html {
  const { t, format } = page
  const { report: texts } = t.ops
  const moved = (report.rules ?? []).filter(({ gained, lost }) => gained + lost > 0)
  if (moved.length === 0) return nothing
  return (
    <section class="panel">
      <h2>{texts.rulesMoved}</h2>
      <DataTable
        caption={texts.rulesMoved}
        columns={[
          t.ops.rule.id,
          { text: t.ops.try.live, isNumber: true },
          { text: t.ops.try.draft, isNumber: true },
          { text: texts.gained, isNumber: true },
          { text: texts.lost, isNumber: true },
        ]}
        rows={moved
          .slice(0, rulesShown)
          .map(({ rule, live, draft, gained, lost }) => [
            <code class="code words">{rule}</code>,
            ...[live, draft, gained, lost].map((value) => format.integer(value)),
          ])}
      />
    </section>
  )
}

const changedShown = 50
const changedOpen = 12

function Changed({ page, report }: PartProps): Html {
  const { t, say } = page
  const { report: texts, frame } = t.ops
  const { listed, parcels } = report.changed
  if (listed.length === 0) return nothing
  const more = Math.min(changedShown, listed.length) - changedOpen
  return (
    <section class="panel">
      <h2>{texts.changed}</h2>
      <ChangedTable page={page} listed={listed.slice(0, changedOpen)} />
      {more > 0 && (
        <details>
          <summary>{say(frame.more, { count: more })}</summary>
          <ChangedTable page={page} listed={listed.slice(changedOpen, changedShown)} />
        </details>
      )}
      {parcels > changedShown && <p>{say(frame.more, { count: parcels - changedShown })}</p>}
    </section>
  )
}

type ChangedProps = { readonly page: Page; readonly listed: BacktestReport['changed']['listed'] }

function ChangedTable({ page, listed }: ChangedProps): Html {
  const { t, format } = page
  const { report: texts } = t.ops
  return (
    <DataTable
      caption={texts.changed}
      columns={[
        t.answer.decisionId,
        texts.before,
        texts.after,
        { text: t.ops.rule.points, isNumber: true },
        texts.outcomes,
        texts.rules,
      ]}
      rows={listed.map((one) => [
        <a href={`/desk/decisions/${one.id}`}>{one.id.slice(0, 13)}…</a>,
        <LaneMark page={page} lane={one.from} />,
        <LaneMark page={page} lane={one.to} />,
        format.signed(one.points),
        outcomeName(page, one.outcome),
        <code class="code words">
          {[...one.gained.map((rule) => `+${rule}`), ...one.lost.map((rule) => `−${rule}`)].join(' ')}
        </code>,
      ])}
    />
  )
}
