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
  const lines = [...(score === null ? [] : [{ ...score, name: texts.score }]), ...features].slice(0, shownMax)
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
        <p class="faint">
          {say(texts.thresholds, {
            moved: format.decimal(thresholds.moved),
            shifted: format.decimal(thresholds.shifted),
          })}
        </p>
        {lines.length === 0 && <p>{texts.nothing}</p>}
      </section>
      {lines.length === 0 ? (
        nothing
      ) : (
        <section class="panel">
          <BarChart
            title={texts.chart}
            series={[texts.title]}
            max={Math.max(0.3, ...lines.map(({ index }) => index))}
            rows={lines.map(({ name, index, byChance, verdict }) => ({
              label: featureName(page, name),
              values: [
                {
                  value: Math.max(0, index - byChance),
                  text: `${texts.verdicts[verdict]} · ${format.decimal(Math.max(0, index - byChance))}`,
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
