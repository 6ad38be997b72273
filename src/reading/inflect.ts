// Inflected spellings of one word, made when a pack is compiled. Generous on purpose: a form that does not exist costs a table
// slot, one that is missing costs a parcel. Works on folded words (no diacritics); knows endings, not meanings.

import type { Language } from './lexicon-row.ts'

const vowels = new Set('aeiouy')

/** `agrees`: the word may be an adjective and take the other gender. Other spellings of `word`, without the word itself. Words of under four letters only take a plain plural. */
export function inflect(word: string, language: Language | 'mul', agrees = true): readonly string[] {
  if (!/^[a-z]+$/.test(word) || word.length < 3) return []
  const forms = word.length === 3 ? shortPlural(word, language) : inflections[language](word, agrees)
  return forms.includes(word) ? forms.filter((form) => form !== word) : forms
}

function shortPlural(word: string, language: Language | 'mul'): readonly string[] {
  return language === 'en' || language === 'es' || language === 'fr' || language === 'nl' ? [`${word}s`] : []
}

const inflections: Readonly<Record<Language | 'mul', (word: string, agrees: boolean) => readonly string[]>> =
  {
    en: english,
    fr: french,
    de: german,
    nl: dutch,
    es: spanish,
    it: italian,
    hu: hungarian,
    zh: () => [],
    vi: () => [],
    mul: (word) => [`${word}s`],
  }

function english(word: string): readonly string[] {
  const stem = word.slice(0, -1)
  if (word.endsWith('y') && !vowels.has(word.at(-2) ?? '')) return [`${stem}ies`, `${word}s`]
  if (word.endsWith('fe')) return [`${word.slice(0, -2)}ves`, `${word}s`]
  if (word.endsWith('f')) return [`${stem}ves`, `${word}s`]
  if (/(?:s|x|z|ch|sh)$/.test(word)) return [`${word}es`]
  if (word.endsWith('o')) return [`${word}s`, `${word}es`]
  if (word.length > 5 && word.endsWith('us')) return [`${word.slice(0, -2)}i`, `${word}es`]
  if (word.endsWith('goose')) return [`${word.slice(0, -5)}geese`]
  if (/(?:foot|tooth)$/.test(word)) return [word.replace(/oo(t|th)$/, 'ee$1'), `${word}s`]
  if (word.endsWith('mouse')) return [`${word.slice(0, -5)}mice`]
  return [`${word}s`]
}

function french(word: string, agrees: boolean): readonly string[] {
  const forms = agrees ? [`${word}s`, `${word}e`, `${word}es`] : [`${word}s`]
  if (word.endsWith('eau') || word.endsWith('eu')) forms.push(`${word}x`)
  if (word.endsWith('al')) forms.push(`${word.slice(0, -2)}aux`, `${word.slice(0, -2)}ales`, `${word}e`)
  if (word.endsWith('f')) forms.push(`${word.slice(0, -1)}ve`, `${word.slice(0, -1)}ves`)
  if (word.endsWith('x')) forms.push(`${word.slice(0, -1)}se`)
  if (word.endsWith('e')) forms.push(`${word}s`)
  return forms
}

function german(word: string): readonly string[] {
  const forms = ['e', 'en', 'er', 'es', 'em', 'n', 's'].map((ending) => word + ending)
  if (word.endsWith('e')) forms.push(`${word}r`, `${word}m`, word.slice(0, -1))
  if (/(?:er|es|e)$/.test(word) && word.length > 6) {
    const stem = word.replace(/(?:er|es|e)$/, '')
    forms.push(`${stem}e`, `${stem}er`, `${stem}es`, `${stem}en`, `${stem}em`)
  }
  if (word.endsWith('is')) forms.push(`${word}se`)
  return forms
}

function dutch(word: string): readonly string[] {
  const forms = ['en', 's', 'e', 'n', 'je', 'tje', 'jes', 'tjes'].map((ending) => word + ending)
  const last = word.at(-1) ?? ''
  const before = word.at(-2) ?? ''
  if (!vowels.has(last) && vowels.has(before)) {
    if (before === word.at(-3)) {
      // slagtanden, maar: haai - haaien, been - benen, vogelspin - vogelspinnen
      forms.push(`${word.slice(0, -2)}${softened(last)}en`, `${word.slice(0, -2)}${softened(last)}e`)
    } else forms.push(`${word}${last}en`, `${word}${last}e`)
  }
  if (last === 'f' || last === 's') forms.push(`${word.slice(0, -1)}${softened(last)}en`)
  return forms
}

function softened(consonant: string): string {
  return consonant === 'f' ? 'v' : consonant === 's' ? 'z' : consonant
}

function spanish(word: string, agrees: boolean): readonly string[] {
  const stem = word.slice(0, -1)
  if (word.endsWith('o')) return agrees ? [`${word}s`, `${stem}a`, `${stem}as`] : [`${word}s`, `${stem}ito`]
  if (word.endsWith('a')) return [`${word}s`]
  if (word.endsWith('z')) return [`${stem}ces`]
  return vowels.has(word.at(-1) ?? '') ? [`${word}s`] : [`${word}es`]
}

function italian(word: string, agrees: boolean): readonly string[] {
  const stem = word.slice(0, -1)
  const hard = /[cg]$/.test(stem) ? 'h' : ''
  if (word.endsWith('io')) return agrees ? [stem, `${stem}a`, `${stem}e`] : [stem]
  if (word.endsWith('o'))
    return agrees ? [`${stem}i`, `${stem}a`, `${stem}e`, `${stem}hi`, `${stem}he`] : [`${stem}i`, `${stem}hi`]
  if (word.endsWith('a')) return [`${stem}${hard}e`, `${stem}i`]
  if (word.endsWith('e')) return [`${stem}i`]
  return []
}

function hungarian(word: string): readonly string[] {
  const last = word.at(-1) ?? ''
  const forms = [
    'k',
    't',
    'ot',
    'et',
    'at',
    'ok',
    'ek',
    'ak',
    'bol',
    'bal',
    'val',
    'vel',
    'nak',
    'nek',
    'ra',
    're',
    'i',
    'os',
    'es',
    'as',
    's',
  ].map((ending) => word + ending)
  for (const ending of ['ja', 'je', 'a', 'e', 'u', 'ju', 'jet', 'jat', 'ot']) forms.push(word + ending)
  if (last === 'a' || last === 'e') forms.push(`${word}k`, `${word}t`)
  return forms
}
