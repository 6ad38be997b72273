// What forms and addresses of the ops room carry: a reason, a notice of what was done, days.

import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { PackLife } from '../../jobs/pack-life.ts'
import { byOf } from '../../routes/pack-answers.ts'
import { refusal } from '../../routes/refusal.ts'
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

/** What the page said would answer again. */
export function wayBackOf(request: FastifyRequest): string | undefined {
  const to = formOf(request).text('to', 64)
  return to === '' ? undefined : to
}

export type Days = { readonly since?: string; readonly until?: string }

/** Days as a form has them, the last one included; an empty field is left out. Throws INVALID_REQUEST at what is no day. */
export function daysOf(request: FastifyRequest): Days {
  const form = formOf(request)
  const days = ['since', 'until'].map((name) => [name, form.text(name, 10)]).filter(([, day]) => day !== '')
  if (days.some(([, day]) => !daySchema.safeParse(day).success)) throw badDays()
  return Object.fromEntries(days)
}

const daySchema = z.iso.date()
export const badDays = () => refusal('INVALID_REQUEST', 'BAD_DAY')

export function noticeOf(request: FastifyRequest, { t }: Page): string | null {
  const done = (request.query as Readonly<Record<string, unknown>>).done
  const { dones } = t.ops
  return typeof done === 'string' && Object.hasOwn(dones, done) ? dones[done as keyof typeof dones] : null
}

/** Whether somebody else has to activate what this key uploaded or trained. */
export function mustBeAnother(packs: PackLife, { principal }: Page, uploadedBy: string): boolean {
  return (
    principal !== null && byOf(principal, null).actor === uploadedBy && !packs.mayActAlone(principal.clientId)
  )
}
