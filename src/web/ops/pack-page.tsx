// One pack: who answers for it and its problems; and, each asked for by a link, what it changes, what its changes hit, its cases, its rules.

import type { PackReport } from '../../jobs/pack-report.ts'
import type { listPacks } from '../../routes/packs.ts'
import { localText } from '../../scoring/local-text.ts'
import { type Child, Fragment, type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { Hash, OpsLayout, States } from './ops-frame.tsx'
import { EditLinks } from './pack-acts.tsx'
import { Problems } from './pack-checks.tsx'

export const packViews = ['summary', 'changes', 'cases', 'lint', 'rules'] as const
export type PackView = (typeof packViews)[number]

export type ShelvedPack = ReturnType<typeof listPacks>['packs'][number]

export type PackPageProps = {
  readonly page: Page
  readonly pack: ShelvedPack
  readonly view: PackView
  readonly notice: string | null
  readonly uploadedBy: string
  readonly children?: Child
}

export function PackPage({ page, pack, view, notice, uploadedBy, children }: PackPageProps): Html {
  const { t, format } = page
  const texts = t.ops.pack
  const base = `/ops/packs/${pack.sha256}`
  return (
    <OpsLayout page={page} title={`${pack.id} ${pack.version}`} notice={notice}>
      <p>
        <States page={page} states={pack.states} /> <Hash sha256={pack.sha256} />{' '}
        <span class="faint">{`${texts.uploaded} ${format.dateTime(pack.uploadedAt)}, ${uploadedBy}`}</span>
      </p>
      <nav class="tabs" aria-label={texts.views}>
        <ul>
          {packViews.map((name) => (
            <li>
              <a
                href={name === 'summary' ? base : `${base}?view=${name}`}
                aria-current={name === view ? 'page' : undefined}
              >
                {texts.view[name]}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {children}
    </OpsLayout>
  )
}

export type PackSummaryProps = {
  readonly page: Page
  readonly sha256: string
  readonly report: PackReport
}

/** What it is, and the ways to edit it, which hang on its kind. */
export function PackSummary({ page, sha256, report }: PackSummaryProps): Html {
  return (
    <>
      <Summary page={page} report={report} />
      <EditLinks page={page} base={`/ops/packs/${sha256}`} kind={report.kind} />
    </>
  )
}

function Summary({ page, report }: Pick<PackSummaryProps, 'page' | 'report'>): Html {
  const { t, format } = page
  const texts = t.ops.pack
  const { lint } = report
  return (
    <section class="panel">
      <h2>{localText(report.titles, page.language)}</h2>
      <dl>
        <dt>{texts.kind}</dt>
        <dd>{texts[report.kind]}</dd>
        <dt>{texts.owner}</dt>
        <dd>{report.owner}</dd>
        <dt>{texts.legalBasis}</dt>
        <dd>{`${report.legalBasis}, ${format.date(report.legalDate)}`}</dd>
        <dt>{texts.size}</dt>
        <dd>{page.say(texts.sizes, { rules: report.rules, terms: report.terms, taxa: report.taxa })}</dd>
      </dl>
      <h3>{page.say(texts.problems, { errors: lint.errors, warnings: lint.warnings })}</h3>
      <Problems page={page} problems={lint.problems} />
    </section>
  )
}
