// Which language a page speaks: the one that was chosen (a cookie), else the first of the browser's that we speak.

import type { FastifyRequest } from 'fastify'
import { type AnswerLanguage, answerLanguages, negotiateLanguage } from '../scoring/local-text.ts'

export const languageCookie = 'beagle_language'

export function pageLanguage(request: FastifyRequest): AnswerLanguage {
  return (
    readLanguage(request.cookies[languageCookie]) ?? negotiateLanguage(request.headers['accept-language'])
  )
}

export function readLanguage(value: unknown): AnswerLanguage | null {
  return answerLanguages.find((known) => known === value) ?? null
}
