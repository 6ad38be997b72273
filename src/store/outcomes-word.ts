// The last word on a decision as one small number, and the number that leads to its training row. Both keep their size, whatever they say.

import { randomInt } from 'node:crypto'
import {
  type CheckMethod,
  checkMethods,
  type OutcomeResult,
  type OutcomeStage,
  outcomeResults,
  outcomeStages,
} from '../scoring/outcome-label.ts'

export type LastWord = {
  readonly result: OutcomeResult
  readonly method: CheckMethod
  readonly stage: OutcomeStage
}

/** SQLite stores 0 and 1 in no byte and 2 to 127 in one. */
const firstWord = 2
export const erasedWord = 127

export const wordOf = ({ result, method, stage }: LastWord): number => {
  const [r, m, s] = [
    outcomeResults.indexOf(result),
    checkMethods.indexOf(method),
    outcomeStages.indexOf(stage),
  ]
  return firstWord + (r * checkMethods.length + m) * outcomeStages.length + s
}

/** Null for an erased one. */
export const readWord = (word: number): LastWord | null => {
  if (word === erasedWord) return null
  const rest = word - firstWord
  const [s, rm] = [rest % outcomeStages.length, Math.floor(rest / outcomeStages.length)]
  return {
    result: outcomeResults[Math.floor(rm / checkMethods.length)]!,
    method: checkMethods[rm % checkMethods.length]!,
    stage: outcomeStages[s]!,
  }
}

/** What leads nowhere; every number from here to twice it takes six bytes. */
export const noTraining = 2 ** 46

export const drawTrainingId = (): number => noTraining + randomInt(1, 2 ** 46)
