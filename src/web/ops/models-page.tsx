// Forests on the shelf and one forest's card, with everything that can be done with them.

import type { Job } from '../../jobs/job-board.ts'
import { positivesMin } from '../../jobs/outcome-training-set.ts'
import type { listModels } from '../../routes/models.ts'
import { TextField } from '../form-fields.tsx'
import { type Html, h } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import type { Soon } from './ask-soon.ts'
import { type CardPair, ModelCardPart } from './model-card-part.tsx'
import { Hash, mayAct, OpsLayout, SoonPart, States } from './ops-frame.tsx'
import { Jobs, Watching } from './overview-page.tsx'
import { SwitchForms } from './pack-acts.tsx'
import { type Named, RollbackForm, ShelfTable, UploadForm } from './shelf.tsx'

type Models = ReturnType<typeof listModels>
export type ShelvedModel = Models['models'][number]

export type ModelsPageProps = {
  readonly page: Page
  readonly models: Models
  readonly keyName: (by: string) => string
  readonly since: string
  readonly notice: string | null
}

export function ModelsPage({ page, models, keyName, since, notice }: ModelsPageProps): Html {
  const { model } = page.t.ops
  return (
    <OpsLayout page={page} title={model.listTitle} notice={notice}>
      <Watching page={page} watching={models.watching} />
      {models.models.length === 0 ? (
        <p class="panel">{model.none}</p>
      ) : (
        <ShelfTable
          page={page}
          label={model.listTitle}
          kind={model.forest}
          base="/ops/models"
          shelved={models.models}
          nameOf={({ id }) => id}
          keyName={keyName}
        />
      )}
      {mayAct(page) && (
        <div class="columns">
          <TrainForm page={page} since={since} />
          <UploadForm page={page} action="/ops/models" title={model.upload} hint={model.uploadHint} />
          <RollbackForm page={page} action="/ops/models/rollback" previous={previousOf(models)} />
        </div>
      )}
    </OpsLayout>
  )
}

function previousOf({ slot, models }: Models): Named | null {
  const { previous } = slot
  if (previous === null) return null
  const found = models.find(({ sha256 }) => sha256 === previous)
  return { sha256: previous, name: found?.id ?? previous.slice(0, 12) }
}

function TrainForm({ page, since }: { readonly page: Page; readonly since: string }): Html {
  const { t, say } = page
  const { model, acts } = t.ops
  return (
    <form class="panel" method="post" action="/ops/models/train">
      <h2>{model.train}</h2>
      <p>{model.trainHint}</p>
      <CsrfField page={page} />
      <TextField type="date" name="since" label={acts.from} value={since} required />
      <TextField type="date" name="until" label={acts.to} value="" hint={model.untilHint} />
      <p>
        <label>
          <input type="checkbox" name="force" value="yes" /> {say(model.force, { count: positivesMin })}
        </label>
      </p>
      <button type="submit">{model.train}</button>
    </form>
  )
}

export type ModelPageProps = {
  readonly page: Page
  readonly model: ShelvedModel
  readonly uploadedBy: string
  /** Whether the key of the session uploaded it, and may not activate it alone. */
  readonly isOwn: boolean
  /** What stands in shadow in its stead; null where nothing does. */
  readonly displaces: string | null
  readonly cards: Soon<CardPair>
  readonly nameOf: (sha256: string) => string
  /** Those that look at this forest, newest first. */
  readonly jobs: readonly Job[]
  readonly notice: string | null
}

export function ModelPage(props: ModelPageProps): Html {
  const { page, model, uploadedBy, isOwn, displaces, cards, nameOf, jobs, notice } = props
  const { t, format } = page
  const { pack } = t.ops
  const base = `/ops/models/${model.sha256}`
  const isLive = model.states.includes('active')
  return (
    <OpsLayout page={page} title={model.id} notice={notice}>
      <p>
        <States page={page} states={model.states} /> <Hash sha256={model.sha256} />{' '}
        <span class="faint">{`${pack.uploaded} ${format.dateTime(model.uploadedAt)}, ${uploadedBy}`}</span>
      </p>
      <SoonPart
        page={page}
        soon={cards}
        show={(pair) => <ModelCardPart page={page} nameOf={nameOf} {...pair} />}
      />
      {jobs.length > 0 && (
        <section class="panel">
          <h2>{t.ops.home.jobs}</h2>
          <Jobs page={page} jobs={jobs} />
        </section>
      )}
      {mayAct(page) && (
        <div class="columns">
          <EvaluateForm page={page} base={base} />
          {!isLive && (
            <SwitchForms
              page={page}
              base={base}
              inShadow={model.states.includes('shadow')}
              displaces={displaces}
              isOwn={isOwn}
            />
          )}
        </div>
      )}
    </OpsLayout>
  )
}

function EvaluateForm({ page, base }: { readonly page: Page; readonly base: string }): Html {
  const { model, acts } = page.t.ops
  return (
    <form class="panel" method="post" action={`${base}/evaluate`}>
      <h2>{model.evaluate}</h2>
      <p>{model.evaluateHint}</p>
      <CsrfField page={page} />
      <TextField type="date" name="since" label={acts.from} value="" />
      <TextField type="date" name="until" label={acts.to} value="" />
      <button type="submit">{model.evaluate}</button>
    </form>
  )
}
