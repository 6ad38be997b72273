// The frame of a form that changes a pack, with a parcel to try it on at its end; beside it stands what the change would do. Nothing is uploaded before it is
// saved, and with script the preview follows the typing.

import type { AmendedPack } from '../../jobs/amend-task.ts'
import { fieldId } from '../form-fields.tsx'
import { type Child, Fragment, type Html, h, nothing } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import { OpsLayout } from './ops-frame.tsx'
import { CaseFailures, Problems } from './pack-checks.tsx'
import type { ShelvedPack } from './pack-page.tsx'
import { type Trial, TriedPart, TryFields } from './try-part.tsx'

/** What a field was refused for. */
export type FieldFault = { readonly name: string; readonly label: string; readonly text: string }

export type EditFormProps = {
  readonly page: Page
  readonly pack: ShelvedPack
  readonly title: string
  readonly action: string
  readonly faults: readonly FieldFault[]
  readonly trial: Trial
  readonly amended: AmendedPack | null
  /** What the change, or what is changed, says in plain words. */
  readonly told: Child
  readonly children?: Child
}

export function EditForm(props: EditFormProps): Html {
  const { page, pack, title, action, faults, trial, amended, told, children } = props
  const { acts, try: texts } = page.t.ops
  const untried = trial.fault === null ? [] : [{ name: 'tryText', label: texts.words, text: trial.fault }]
  return (
    <OpsLayout page={page} title={title}>
      <p>
        <a href={`/ops/packs/${pack.sha256}`}>{`${pack.id} ${pack.version}`}</a>
        {` · ${acts.editHint}`}
      </p>
      <div class="edit">
        <form
          class="panel"
          method="post"
          action={`${action}#amended`}
          data-preview="400"
          data-typed={amended !== null || faults.length > 0}
        >
          <CsrfField page={page} />
          {children}
          <fieldset>
            <legend>{acts.try}</legend>
            <TryFields page={page} trial={trial} />
          </fieldset>
          <p class="buttons">
            <button type="submit" name="do" value="preview" class="main" data-key="p">
              {acts.preview} <kbd>Alt P</kbd>
            </button>
            <button type="submit" name="do" value="save">
              {acts.save}
            </button>
          </p>
        </form>
        <div id="amended" role="status">
          <Refused page={page} faults={[...faults, ...untried]} />
          <Amended page={page} amended={amended} told={told} />
        </div>
      </div>
    </OpsLayout>
  )
}

/** The page goes to its preview, which on a narrow one is far below the fields. */
function Refused({ page, faults }: Pick<EditFormProps, 'page' | 'faults'>): Html {
  if (faults.length === 0) return nothing
  return (
    <section class="panel refusal" data-refused>
      <h2>{page.t.ops.acts.notReady}</h2>
      <ul class="plain">
        {faults.map(({ name, label, text }) => (
          <li>
            <a href={`#${fieldId(name)}`}>{label}</a>
            {`: ${text}`}
          </li>
        ))}
      </ul>
    </section>
  )
}

type AmendedProps = Pick<EditFormProps, 'page' | 'amended' | 'told'>

function Amended({ page, amended, told }: AmendedProps): Html {
  const { acts } = page.t.ops
  if (amended === null)
    return (
      <section class="panel">
        {told}
        <p class="faint">{acts.previewHint}</p>
      </section>
    )
  const faults = faultsOf(amended)
  if (!amended.ok || faults.length > 0)
    return (
      <section class="panel refusal">
        <h2>{acts.notReady}</h2>
        <Problems page={page} problems={faults} />
      </section>
    )
  const { report, own, tried } = amended
  return (
    <>
      <section class="panel">
        <h2>{page.say(acts.previewOf, { version: report.version })}</h2>
        {told}
        {own.length > 0 && <Problems page={page} problems={own} />}
        <OwnCases page={page} amended={amended} />
        <p class="faint">
          {page.say(page.t.ops.pack.problemsInAll, {
            errors: report.lint.errors,
            warnings: report.lint.warnings,
          })}
        </p>
      </section>
      {tried !== null && <TriedPart page={page} tried={tried} />}
    </>
  )
}

/** What keeps the change from being saved: its own errors, not those that the pack had before. */
export function faultsOf(amended: AmendedPack) {
  const problems = amended.ok ? amended.own : amended.problems
  return problems.filter(({ severity }) => severity === 'error')
}

type OwnCasesProps = {
  readonly page: Page
  readonly amended: Extract<AmendedPack, { readonly ok: true }>
}

function OwnCases({ page, amended: { cases } }: OwnCasesProps): Html {
  if (cases === null) return nothing
  const { run, failures } = cases
  return (
    <>
      <p>{page.say(page.t.ops.pack.casesRun, { run, failed: failures.length })}</p>
      <CaseFailures page={page} failures={failures} />
    </>
  )
}
