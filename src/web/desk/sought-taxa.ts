// Species by the words an officer has for them, which are often of more than one: elephants, Elefanten, zeepaardjes.

import type { CompiledPack } from '../../scoring/engine.ts'
import type { AnswerLanguage } from '../../scoring/local-text.ts'
import { findTaxa } from '../../scoring/species-card.ts'
import type { SpeciesCardData } from './decision-view.ts'

const wordsUnitsMax = 100
/** So many letters an ending may have, and a name at least. */
const endingMax = 2
const nameMin = 4

/** What she may mean; where no name begins with the words, an ending is taken off them. */
export function soughtTaxa(
  customs: CompiledPack,
  words: string,
  limit: number,
  language: AnswerLanguage,
): SpeciesCardData[] {
  const sought = words.trim().slice(0, wordsUnitsMax)
  if (sought === '') return []
  const endings = Math.max(0, Math.min(endingMax, sought.length - nameMin))
  for (let ending = 0; ending <= endings; ending++) {
    const found = findTaxa(customs, sought.slice(0, sought.length - ending), limit, language)
    if (found.length > 0) return found
  }
  return []
}
