// Projects a decision for whoever asked: the audience follows the role of the key, the sentences follow Accept-Language.

import type { FastifyRequest } from 'fastify'
import { carrierAnswer, officerAnswer, type SortCodes } from '../scoring/audiences.ts'
import { type AnswerLanguage, negotiateLanguage } from '../scoring/local-text.ts'
import type { Principal } from '../store/decision-record.ts'
import type { Store } from '../store/store.ts'
import { principalOf } from './authenticate.ts'
import type { Project } from './decide.ts'

export function answererFor(
  principal: Principal,
  language: AnswerLanguage,
  sortCodes: SortCodes,
): Project<object> {
  const project = principal.role === 'courier' ? carrierAnswer : officerAnswer
  return (decision, engine) => project(decision, engine, { language, sortCodes })
}

/** What whoever sent the request is answered, as JSON. */
export function jsonAnswerOf(request: FastifyRequest, { keys }: Store): Project<string> {
  const principal = principalOf(request)
  const { sortCode } = keys.settings(principal.clientId)
  const answer = answererFor(principal, languageOf(request), sortCode)
  return (decision, engine) => JSON.stringify(answer(decision, engine))
}

export function languageOf(request: FastifyRequest): AnswerLanguage {
  return negotiateLanguage(request.headers['accept-language'])
}
