// Projects a decision for whoever asked: the audience follows the role of the key, the sentences follow Accept-Language.

import type { FastifyRequest } from 'fastify'
import { carrierAnswer, officerAnswer, type SortCodes } from '../scoring/audiences.ts'
import type { Decision } from '../scoring/decision.ts'
import type { Engine } from '../scoring/engine.ts'
import { type AnswerLanguage, negotiateLanguage } from '../scoring/local-text.ts'
import type { Principal } from '../store/decision-record.ts'

export type Answerer = (decision: Decision, engine: Engine) => object

export function answererFor(principal: Principal, language: AnswerLanguage, sortCodes: SortCodes): Answerer {
  const project = principal.role === 'courier' ? carrierAnswer : officerAnswer
  return (decision, engine) => project(decision, engine, { language, sortCodes })
}

export function languageOf(request: FastifyRequest): AnswerLanguage {
  return negotiateLanguage(request.headers['accept-language'])
}
