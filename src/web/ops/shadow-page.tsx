// What stands in shadow, pack and forest, each with its running comparison.

import type { modelComparison } from '../../routes/model-shadow.ts'
import { type Html, h } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import { BacktestPart } from './backtest-part.tsx'
import { Hash, Live, mayAct, OpsLayout } from './ops-frame.tsx'

export type ShadowState = Awaited<ReturnType<typeof modelComparison>>['shadow']

export type InShadow = {
  readonly kind: 'pack' | 'model'
  readonly name: string
  readonly state: NonNullable<ShadowState>
}

export type ShadowPageProps = {
  readonly page: Page
  readonly shadows: readonly InShadow[]
  readonly notice: string | null
}

export function ShadowPage({ page, shadows, notice }: ShadowPageProps): Html {
  const { shadow } = page.t.ops
  return (
    <OpsLayout page={page} title={shadow.title} notice={notice}>
      <p class="faint">{shadow.intro}</p>
      {shadows.length === 0 && <p class="panel">{shadow.none}</p>}
      {shadows.map((one) => (
        <One page={page} shadow={one} />
      ))}
    </OpsLayout>
  )
}

function One({
  page,
  shadow: { kind, name, state },
}: {
  readonly page: Page
  readonly shadow: InShadow
}): Html {
  const { t, say, format } = page
  const { shadow: texts, acts } = t.ops
  const base = `/ops/${kind === 'pack' ? 'packs' : 'models'}/${state.sha256}`
  const { scored, waiting, dropped, failed } = state
  return (
    <div data-part>
      <section class="panel">
        <h2>
          {kind === 'pack' ? t.ops.pack.pack : t.ops.model.forest} <a href={base}>{name}</a>{' '}
          <Hash sha256={state.sha256} />
        </h2>
        <p>{say(texts.counts, { scored, waiting, dropped, failed, since: format.dateTime(state.since) })}</p>
        {state.fault === null ? (
          <Live page={page} text={texts.live} />
        ) : (
          <p class="refusal" role="alert">
            {texts.stopped} <span lang="en">{state.fault}</span>
          </p>
        )}
        {mayAct(page) && (
          <form method="post" action={`${base}/shadow-stop`}>
            <CsrfField page={page} />
            <button type="submit">{acts.shadowStop}</button>
          </form>
        )}
      </section>
      {state.comparison === null || state.comparison.parcels === 0 ? (
        <p class="panel">{texts.nothingYet}</p>
      ) : (
        <BacktestPart page={page} report={state.comparison} />
      )}
    </div>
  )
}
