// The frame of the ops room: its own menu, and the parts its pages share.

import type { AppError } from '../../errors.ts'
import type { Rate } from '../../jobs/analytics-cell.ts'
import { type Child, Fragment, type Html, h, nothing } from '../html.ts'
import { Layout, type Page } from '../page.tsx'
import { Said } from '../wording.tsx'
import type { Soon } from './ask-soon.ts'

export type OpsLayoutProps = {
  readonly page: Page
  readonly title: string
  /** A sentence below the title, for what was just done. */
  readonly notice?: string | null
  readonly children?: Child
}

export function OpsLayout({ page, title, notice = null, children }: OpsLayoutProps): Html {
  return (
    <Layout page={page} title={title} wide scripts={['ops.js']}>
      <OpsMenu page={page} />
      <h1>{title}</h1>
      {notice !== null && (
        <p class="done" role="status">
          {notice}
        </p>
      )}
      {children}
    </Layout>
  )
}

function OpsMenu({ page }: { readonly page: Page }): Html {
  const { t, path } = page
  const { menu } = t.ops
  const current = path.split('?')[0]!
  const entries = [
    ['/ops', menu.overview],
    ['/ops/packs', menu.packs],
    ['/ops/models', menu.models],
    ['/ops/shadow', menu.shadow],
    ['/ops/weak-points', menu.weakPoints],
    ['/ops/data-quality', menu.dataQuality],
    ['/ops/drift', menu.drift],
    ['/ops/reliability', menu.reliability],
    ['/ops/audit', menu.audit],
  ] as const
  return (
    <nav class="rooms" aria-label={t.layout.ops}>
      <ul>
        {entries.map(([href, text]) => (
          <li>
            <a
              href={href}
              aria-current={
                current === href
                  ? 'page'
                  : href !== '/ops' && current.startsWith(`${href}/`)
                    ? 'true'
                    : undefined
              }
            >
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

export function mayAct({ principal }: Page): boolean {
  return principal?.role === 'ops'
}

/** First twelve digits: enough to tell packs and forests apart. */
export function Hash({ sha256 }: { readonly sha256: string }): Html {
  return (
    <code class="code" title={sha256}>
      {sha256.slice(0, 12)}
    </code>
  )
}

/**
 * Says that something is not finished: the script asks again by itself, and without one there is a link. Within a `data-part` that part
 * alone is put in anew, so that no form beside it loses what was typed; elsewhere the page is loaded again.
 */
export function Live({ page, text }: { readonly page: Page; readonly text: string }): Html {
  return (
    <p class="notice" role="status" data-live>
      {text}{' '}
      <a href={page.path} class="live-link">
        {page.t.ops.frame.refresh}
      </a>
    </p>
  )
}

export type SoonPartProps<T> = {
  readonly page: Page
  readonly soon: Soon<T>
  readonly show: (value: T) => Html
}

/** What a thread was asked for: there, on its way, or refused. */
export function SoonPart<T>({ page, soon, show }: SoonPartProps<T>): Html {
  return (
    <div data-part>
      {soon.kind === 'ready' ? (
        show(soon.value)
      ) : soon.kind === 'pending' ? (
        <Live page={page} text={page.t.ops.frame.working} />
      ) : (
        <RefusalText page={page} error={soon.error} />
      )}
    </div>
  )
}

/** For a page that is nothing before its answer is there. */
export function PendingPage({ page, title }: { readonly page: Page; readonly title: string }): Html {
  return (
    <OpsLayout page={page} title={title}>
      <Live page={page} text={page.t.ops.frame.working} />
    </OpsLayout>
  )
}

/** What the API would have said, in the language of the page. */
export function RefusalText({ page, error }: { readonly page: Page; readonly error: AppError }): Html {
  const { refusals } = page.t.ops
  const known = error.code in refusals ? refusals[error.code as keyof typeof refusals] : refusals.OTHER
  return (
    <div class="refusal" role="alert">
      <p>{known}</p>
      <p class="words">
        <Said page={page} told={error} />
      </p>
      {error.errors.length > 0 && (
        <ul>
          {error.errors.slice(0, 50).map(({ pointer, code, ...told }) => (
            <li class="words">
              <GateAdvice page={page} code={code} />
              <code class="code">{`${pointer} ${code}`}</code> <Said page={page} told={told} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** What to do about a failed gate. */
function GateAdvice({ page, code }: { readonly page: Page; readonly code: string }): Html {
  const { gates } = page.t.ops
  const known = Object.keys(gates).find((name) => name === code) as keyof typeof gates | undefined
  return known === undefined ? nothing : <strong class="line">{gates[known]}</strong>
}

/** `12 % (8-17) of 240` */
export function RateText({ page, rate }: { readonly page: Page; readonly rate: Rate }): Html {
  const { format } = page
  if (rate.value === null) return <>{'–'}</>
  const plain = (share: number) => format.decimal(Math.round(share * 1000) / 10)
  return (
    <>
      {format.percent(rate.value)}
      <small class="faint line">{`${plain(rate.low)}–${plain(rate.high)} · ${format.integer(rate.count)}/${format.integer(rate.of)}`}</small>
    </>
  )
}

export type StateName = 'active' | 'previous' | 'shadow' | 'draft' | 'retired'

export function States({
  page,
  states: own,
}: {
  readonly page: Page
  readonly states: readonly string[]
}): Html {
  const { states } = page.t.ops
  return (
    <>
      {own.map((state) => (
        <span class={`state state-${state}`}>{states[state as StateName]}</span>
      ))}
    </>
  )
}
