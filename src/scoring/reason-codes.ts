// Every code an answer may carry, with its sentence. Codes are frozen; sentences may be bettered.

import type { LocalText } from '../rules/rule-schema.ts'
import type { Engine } from './engine.ts'
import { warningTexts } from './warning-texts.ts'

export type ReasonCode = {
  readonly code: string
  readonly kind: 'warning' | 'rule' | 'carrier'
  readonly text: LocalText
}

/** Codes of rules come from the live packs; a code that several rules share has a sentence in pack.yaml. */
export function reasonCodes(engine: Engine, { withRules }: { readonly withRules: boolean }): ReasonCode[] {
  const codes = new Map<string, ReasonCode>()
  for (const [code, text] of Object.entries(warningTexts)) codes.set(code, { code, kind: 'warning', text })
  if (withRules) {
    for (const [kind, pack] of [
      ['rule', engine.customs],
      ['carrier', engine.carrier],
    ] as const) {
      const { codes: shared } = pack?.pack.bundle.manifest ?? {}
      for (const { code, title } of pack?.pack.bundle.rules ?? []) {
        if (!codes.has(code)) codes.set(code, { code, kind, text: shared?.[code] ?? title })
      }
    }
  }
  return [...codes.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
}
