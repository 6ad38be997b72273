// What was found about a pack: problems, differences, failed cases, and how often its changes hit.

import { listedMax, type ToldDiff } from '../../jobs/ops-tasks.ts'
import type { ChangeHits, SampledLint } from '../../jobs/pack-lint.ts'
import type { CaseReport } from '../../rules/cases.ts'
import type { SectionDiff } from '../../rules/diff.ts'
import type { PackProblem } from '../../rules/pack-bundle.ts'
import { Fragment, type Html, h, nothing } from '../html.ts'
import type { Page } from '../page.tsx'
import { changeSentence } from '../speech.ts'
import { Said } from '../wording.tsx'
import { wordFor } from '../words.tsx'

const problemsShown = 60

export function Problems({
  page,
  problems,
}: {
  readonly page: Page
  readonly problems: readonly PackProblem[]
}): Html {
  const { t, say } = page
  if (problems.length === 0) return <p>{t.ops.pack.noProblems}</p>
  return (
    <>
      <ul class="plain problems">
        {problems.slice(0, problemsShown).map(({ severity, code, file, line, column, ...told }) => (
          <li class={severity}>
            <strong>{t.ops.pack[severity]}</strong>{' '}
            <code class="code words">{`${line === 0 ? file : `${file}:${line}:${column}`} ${code}`}</code>{' '}
            <span class="words">
              <Said page={page} told={told} />
            </span>
          </li>
        ))}
      </ul>
      {problems.length > problemsShown && (
        <p>{say(t.ops.frame.more, { count: problems.length - problemsShown })}</p>
      )}
    </>
  )
}

export function PackDiffPart({ page, found }: { readonly page: Page; readonly found: ToldDiff }): Html {
  const { t, say } = page
  const { diff, told } = found
  const sentencesOf = (section: string) =>
    new Map(
      told
        .filter(({ kind }) => sectionOf[kind] === section)
        .map((change) => [change.id, changeSentence(change, page.language)]),
    )
  const { pack } = t.ops
  if (diff.same) return <p class="panel">{pack.same}</p>
  return (
    <section class="panel">
      <h2>{say(pack.diffTitle, { from: diff.from, to: diff.to })}</h2>
      {diff.manifest.length > 0 && (
        <>
          <h3>pack.yaml</h3>
          <FieldChanges changes={diff.manifest} />
        </>
      )}
      {Object.entries(diff.sections).map(([name, section]) => (
        <SectionPart page={page} name={name} section={section} sentences={sentencesOf(name)} />
      ))}
    </section>
  )
}

/** Where a change with a sentence stands. */
const sectionOf = { rule: 'rules', term: 'lexicon', taxon: 'taxa' } as const

type SectionPartProps = {
  readonly page: Page
  readonly name: string
  readonly section: SectionDiff
  /** By id, where there is one. */
  readonly sentences: ReadonlyMap<string, string>
}

function SectionPart({ page, name, section, sentences }: SectionPartProps): Html {
  const { pack } = page.t.ops
  const { added, removed, changed } = section
  if (added.length + removed.length + changed.length === 0) return nothing
  return (
    <>
      <h3>{wordFor(page.t.codes.sections, name)}</h3>
      <Names page={page} title={pack.added} names={added} sentences={sentences} />
      <Names page={page} title={pack.removed} names={removed} />
      {changed.slice(0, listedMax).map(({ id, changes }) => (
        <>
          <p>
            {`${pack.changed}: `}
            <code class="code words">{id}</code> {sentences.get(id)}
          </p>
          <FieldChanges changes={changes} />
        </>
      ))}
    </>
  )
}

type NamesProps = {
  readonly page: Page
  readonly title: string
  readonly names: readonly string[]
  readonly sentences?: ReadonlyMap<string, string>
}

function Names({ page, title, names, sentences }: NamesProps): Html {
  if (names.length === 0) return nothing
  return (
    <>
      <p>{`${title} (${page.format.integer(names.length)})`}</p>
      <ul>
        {names.slice(0, listedMax).map((name) => (
          <li class="words">
            <code class="code">{name}</code> {sentences?.get(name)}
          </li>
        ))}
      </ul>
    </>
  )
}

function FieldChanges({ changes }: { readonly changes: ToldDiff['diff']['manifest'] }): Html {
  return (
    <ul class="plain changes">
      {changes.slice(0, listedMax).map(({ field, before, after }) => (
        <li class="words">
          <code class="code">{field}</code> <del>{before}</del> → <ins>{after}</ins>
        </li>
      ))}
    </ul>
  )
}

export function CasesPart({ page, report }: { readonly page: Page; readonly report: CaseReport }): Html {
  const { t, say } = page
  const { run, failures, thin } = report
  return (
    <section class="panel">
      <h2>{say(t.ops.pack.casesRun, { run, failed: failures.length })}</h2>
      <CaseFailures page={page} failures={failures} />
      {thin.length > 0 && (
        <p class="words">
          {t.ops.pack.thin} <code class="code">{thin.slice(0, listedMax).join(', ')}</code>
        </p>
      )}
    </section>
  )
}

type FailuresProps = { readonly page: Page; readonly failures: CaseReport['failures'] }

export function CaseFailures({ page, failures }: FailuresProps): Html {
  const { t } = page
  if (failures.length === 0) return nothing
  return (
    <ul class="plain problems">
      {failures.slice(0, listedMax).map(({ rule, name, expected, ...told }) => (
        <li class="error words">
          <code class="code">{rule}</code> {`“${name}” `}
          {expected ? t.ops.pack.shouldFire : t.ops.pack.shouldNot} <Said page={page} told={told} />
        </li>
      ))}
    </ul>
  )
}

export function LintPart({ page, lint }: { readonly page: Page; readonly lint: SampledLint }): Html {
  const { t, say, format } = page
  const { pack } = t.ops
  const { catalogue, stored, cases } = lint.sampled
  return (
    <>
      <section class="panel">
        <h2>{say(pack.hitsTitle, { count: lint.changes.total })}</h2>
        <p class="faint">{say(pack.triedOn, { catalogue, stored, cases })}</p>
        {lint.changes.listed.slice(0, listedMax).map((change) => (
          <div class="change">
            <h3>
              {pack.changeKinds[change.kind]} <code class="code words">{change.id}</code>{' '}
              <small class="faint">{change.change === 'new' ? pack.added : pack.changed}</small>
            </h3>
            {change.when !== null && <code class="code words line">{change.when}</code>}
            <p>{changeSentence(change, page.language)}</p>
            <Hits page={page} name={pack.catalogue} hits={change.catalogue} />
            <Hits page={page} name={pack.lastWeek} hits={change.stored} />
          </div>
        ))}
        {lint.changes.total > listedMax && (
          <p>{say(t.ops.frame.more, { count: format.integer(lint.changes.total - listedMax) })}</p>
        )}
      </section>
      <section class="panel">
        <h2>{say(pack.problems, { errors: lint.errors, warnings: lint.warnings })}</h2>
        <Problems page={page} problems={lint.problems} />
      </section>
    </>
  )
}

type HitsProps = { readonly page: Page; readonly name: string; readonly hits: ChangeHits }

function Hits({ page, name, hits }: HitsProps): Html {
  const { say, t, format } = page
  return (
    <details>
      <summary>
        {`${name}: `}
        {say(t.ops.pack.per10k, { per10k: format.decimal(hits.per10k), hits: hits.hits })}
      </summary>
      <ul>
        {hits.samples.map(({ id, text }) => (
          <li class="words">
            {text} <small class="faint">{id}</small>
          </li>
        ))}
      </ul>
    </details>
  )
}
