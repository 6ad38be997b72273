// What stands on a shelf, packs or forests: the list, the way onto it, and the way back to what answered before.

import { DataTable } from '../data-table.tsx'
import { type Html, h, nothing } from '../html.ts'
import { CsrfField, type Page } from '../page.tsx'
import { Hash, States } from './ops-frame.tsx'
import { ReasonField } from './reason-field.tsx'

type Shelved = {
  readonly sha256: string
  readonly states: readonly string[]
  readonly uploadedAt: string
  readonly uploadedBy: string
}

export type ShelfTableProps<T extends Shelved> = {
  readonly page: Page
  readonly label: string
  /** Heading of the names. */
  readonly kind: string
  /** Where each of them is shown, before its hash. */
  readonly base: string
  readonly shelved: readonly T[]
  readonly nameOf: (one: T) => string
  readonly keyName: (by: string) => string
}

const shownMax = 100

export function ShelfTable<T extends Shelved>(props: ShelfTableProps<T>): Html {
  const { page, label, kind, base, shelved, nameOf, keyName } = props
  const { pack, frame } = page.t.ops
  return (
    <section class="panel">
      <DataTable
        caption={label}
        columns={[kind, pack.state, pack.uploaded, pack.by, pack.hash]}
        rows={shelved
          .slice(0, shownMax)
          .map((one) => [
            <a href={`${base}/${one.sha256}`}>{nameOf(one)}</a>,
            <States page={page} states={one.states} />,
            page.format.dateTime(one.uploadedAt),
            keyName(one.uploadedBy),
            <Hash sha256={one.sha256} />,
          ])}
      />
      {shelved.length > shownMax && <p>{page.say(frame.more, { count: shelved.length - shownMax })}</p>}
    </section>
  )
}

export type UploadFormProps = {
  readonly page: Page
  readonly action: string
  readonly title: string
  readonly hint: string
}

export function UploadForm({ page, action, title, hint }: UploadFormProps): Html {
  return (
    <form class="panel" method="post" action={action} enctype="multipart/form-data">
      <h2>{title}</h2>
      <CsrfField page={page} />
      <label class="field">
        <span>{page.t.ops.frame.file}</span>
        <input type="file" name="file" accept=".json,application/json" required />
        <span class="hint">{hint}</span>
      </label>
      <button type="submit">{page.t.ops.frame.upload}</button>
    </form>
  )
}

export type Named = { readonly sha256: string; readonly name: string }

export type RollbackFormProps = {
  readonly page: Page
  readonly action: string
  /** Of packs: which of the two that answer. */
  readonly slot?: 'customs' | 'carrier'
  /** What would answer again; null where nothing answered before. */
  readonly previous: Named | null
}

/** Carries what it promises: on a page that has stood open for a while, going back could lead forward again. */
export function RollbackForm({ page, action, slot, previous }: RollbackFormProps): Html {
  if (previous === null) return nothing
  const { pack } = page.t.ops
  return (
    <form class="panel" method="post" action={action}>
      <h2>{slot === undefined ? pack.rollback : `${pack.rollback} (${pack[slot]})`}</h2>
      <p>{pack.rollbackHint}</p>
      <CsrfField page={page} />
      {slot !== undefined && <input type="hidden" name="slot" value={slot} />}
      <input type="hidden" name="to" value={previous.sha256} />
      <ReasonField page={page} act={slot === undefined ? 'rollback' : `rollback-${slot}`} />
      <button type="submit">{page.say(pack.rollbackTo, { name: previous.name })}</button>
    </form>
  )
}
