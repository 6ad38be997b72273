// What forms and addresses of the ops room carry: a reason, a notice of what was done, names of keys.

import type { FastifyRequest } from 'fastify'
import type { PackLife } from '../../jobs/pack-life.ts'
import { byOf } from '../../routes/pack-answers.ts'
import { refusal } from '../../routes/refusal.ts'
import type { Store } from '../../store/store.ts'
import { type Form, formOf } from '../form-body.ts'
import type { Page } from '../page.tsx'

/** The text of each field as it was typed, for a form that is shown again. */
export function fieldTexts<Name extends string>(
  form: Form,
  names: readonly Name[],
  unitsMax: number,
): Readonly<Record<Name, string>> {
  return Object.fromEntries(names.map((name) => [name, form.text(name, unitsMax)])) as Record<Name, string>
}

/** Null where none was given; throws INVALID_REQUEST where it is too short to mean anything. */
export function reasonOf(request: FastifyRequest): string | null {
  const reason = formOf(request).text('reason', 500).trim()
  if (reason === '') return null
  if (reason.length < 3) throw refusal('INVALID_REQUEST', 'REASON_TOO_SHORT')
  return reason
}

export function noticeOf(request: FastifyRequest, { t }: Page): string | null {
  const done = (request.query as Readonly<Record<string, unknown>>).done
  const { dones } = t.ops
  return typeof done === 'string' && Object.hasOwn(dones, done) ? dones[done as keyof typeof dones] : null
}

/** Of `client/key`: the label of the key as its admin wrote it, beside its client. */
export function keyNames(store: Store): (by: string) => string {
  const labels = new Map(store.keys.list().map(({ id, label }) => [id, label]))
  return (by) => {
    const [client = '', key = ''] = by.split('/')
    // Outcomes name their key alone.
    const label = labels.get(key === '' ? client : key)
    return label ? `${client} (${label})` : client
  }
}

/** Whether somebody else has to activate what this key uploaded or trained. */
export function mustBeAnother(packs: PackLife, { principal }: Page, uploadedBy: string): boolean {
  return (
    principal !== null && byOf(principal, null).actor === uploadedBy && !packs.mayActAlone(principal.clientId)
  )
}
