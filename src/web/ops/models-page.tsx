// Forests on the shelf and one forest's card, with everything that can be done with them.

import type { ModelCard } from '../../jobs/model-card.ts'
import { positivesMin } from '../../jobs/outcome-training-set.ts'
import type { listModels } from '../../routes/models.ts'
import { TextField } from '../form-fields.tsx'
import { Fragment, type Html, h, nothing } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import type { Soon } from './ask-soon.ts'
import { Hash, mayAct, OpsLayout, SoonPart, States } from './ops-frame.tsx'
import { Watching } from './overview-page.tsx'
import { SwitchForms } from './pack-acts.tsx'
import { RollbackForm, ShelfTable, UploadForm } from './shelf.tsx'

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

function previousOf({ slot, models }: Models): string | null {
  const { previous } = slot
  if (previous === null) return null
  return models.find(({ sha256 }) => sha256 === previous)?.id ?? previous.slice(0, 12)
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
  readonly card: Soon<ModelCard>
  readonly notice: string | null
}

export function ModelPage({ page, model, uploadedBy, card, notice }: ModelPageProps): Html {
  const { t, format } = page
  const { pack } = t.ops
  const base = `/ops/models/${model.sha256}`
  return (
    <OpsLayout page={page} title={model.id} notice={notice}>
      <p>
        <States page={page} states={model.states} /> <Hash sha256={model.sha256} />{' '}
        <span class="faint">{`${pack.uploaded} ${format.dateTime(model.uploadedAt)}, ${uploadedBy}`}</span>
      </p>
      <SoonPart page={page} soon={card} show={(value) => <Card page={page} card={value} />} />
      {mayAct(page) && (
        <div class="columns">
          <EvaluateForm page={page} base={base} />
          {!model.states.includes('active') && (
            <SwitchForms page={page} base={base} inShadow={model.states.includes('shadow')} />
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

function Card({ page, card }: { readonly page: Page; readonly card: ModelCard }): Html {
  const { t, say, format } = page
  const { model } = t.ops
  const { record } = card
  return (
    <section class="panel">
      <h2>{model.card}</h2>
      <dl>
        <dt>{model.learntFrom}</dt>
        <dd>{card.trainedOnOutcomes ? model.outcomes : model.generated}</dd>
        <dt>{model.purpose}</dt>
        <dd lang="en">{card.createdFor}</dd>
        <dt>{model.cap}</dt>
        <dd>{say(model.capPoints, { points: card.pointsCap })}</dd>
        <dt>{model.build}</dt>
        <dd>{say(model.trees, { trees: card.trees, nodes: card.nodes, depth: card.depth })}</dd>
        <dt>{model.explains}</dt>
        <dd>{card.explains ? t.ops.rule.yes : t.ops.rule.no}</dd>
      </dl>
      <RecordList page={page} record={record} />
      <details>
        <summary>{say(model.features, { count: card.features.length })}</summary>
        <p class="words">
          <code class="code">{card.features.join(', ')}</code>
        </p>
        <p>{say(model.neutral, { value: format.decimal(card.neutralProbability) })}</p>
      </details>
    </section>
  )
}

function RecordList({ page, record }: { readonly page: Page; readonly record: ModelCard['record'] }): Html {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined && value !== null)
  if (entries.length === 0) return nothing
  return (
    <>
      <h3>{page.t.ops.model.record}</h3>
      <dl lang="en" class="record">
        {entries.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd class="words">{recordText(page, value)}</dd>
          </>
        ))}
      </dl>
    </>
  )
}

const recordUnits = 1500

function recordText({ format }: Page, value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : format.decimal(value)
  if (typeof value === 'string') return value.slice(0, recordUnits)
  if (Array.isArray(value)) return value.map(String).join(', ').slice(0, recordUnits)
  return Object.entries(value as object)
    .map(
      ([name, inner]) =>
        `${name} ${typeof inner === 'number' ? format.decimal(inner) : JSON.stringify(inner)}`,
    )
    .join(', ')
    .slice(0, recordUnits)
}
