// Whether what arrives still looks like before: one bar a feature, what moved most first.

import type { driftReport } from '../../routes/drift.ts'
import { encoderTitles, featureTexts } from '../../scoring/feature-texts.ts'
import { localText } from '../../scoring/local-text.ts'
import { BarChart } from '../charts/bar-chart.tsx'
import { SelectField } from '../form-fields.tsx'
import { Fragment, type Html, h, nothing } from '../html.ts'
import type { Page } from '../page.tsx'
import type { Soon } from './ask-soon.ts'
import { OpsLayout, SoonPart } from './ops-frame.tsx'

export type Drift = Awaited<ReturnType<typeof driftReport>>

export const driftReferences = ['earlier', 'training'] as const

export type DriftPageProps = {
  readonly page: Page
  readonly reference: (typeof driftReferences)[number]
  readonly asked: Soon<Drift>
}

export function DriftPage({ page, reference, asked }: DriftPageProps): Html {
  const { drift } = page.t.ops
  return (
    <OpsLayout page={page} title={drift.title}>
      <p class="faint">{drift.intro}</p>
      <form class="panel filter no-print" method="get" action="/ops/drift">
        <SelectField
          name="reference"
          label={drift.reference}
          value={reference}
          options={driftReferences.map((value) => ({ value, text: drift[value] }))}
        />
        <button type="submit">{page.t.queue.filter}</button>
      </form>
      <SoonPart page={page} soon={asked} show={(found) => <Found page={page} drift={found} />} />
    </OpsLayout>
  )
}

const shownMax = 30

function Found({ page, drift }: { readonly page: Page; readonly drift: Drift }): Html {
  const { t, say, format } = page
  const { drift: texts } = t.ops
  const { recent, reference, score, features, thresholds } = drift
  const beyondChance = ({ index, byChance }: { readonly index: number; readonly byChance: number }) =>
    Math.max(0, index - byChance)
  const moved = [...features].sort((a, b) => beyondChance(b) - beyondChance(a))
  const lines = [...(score === null ? [] : [{ ...score, name: texts.score }]), ...moved].slice(0, shownMax)
  const bounds = {
    moved: format.decimal(thresholds.moved),
    shifted: format.decimal(thresholds.shifted),
  }
  return (
    <>
      <section class="panel">
        <p>
          {say(texts.rows, {
            recent: recent.rows,
            from: format.date(recent.from),
            to: format.date(recent.to),
            reference: reference.rows,
          })}
        </p>
        <p class="faint">{say(texts.thresholds, bounds)}</p>
        {lines.length === 0 && <p>{texts.nothing}</p>}
      </section>
      {lines.length === 0 ? (
        nothing
      ) : (
        <section class="panel">
          <BarChart
            title={say(texts.chart, bounds)}
            marks={[thresholds.moved, thresholds.shifted]}
            series={[texts.title]}
            max={Math.max(0.3, ...lines.map(beyondChance))}
            rows={lines.map((line) => ({
              label: featureName(page, line.name),
              values: [
                {
                  value: beyondChance(line),
                  text: `${texts.verdicts[line.verdict]} · ${format.decimal(beyondChance(line))}`,
                },
              ],
            }))}
          />
        </section>
      )}
    </>
  )
}

function featureName({ language }: Page, name: string): string {
  const text = featureTexts[name] ?? encoderTitles[name]
  return text === undefined ? name : localText(text, language)
}
