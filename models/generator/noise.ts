// What really reaches a post's computer: capitals, cut and escaped texts, missing and mistyped fields.
// One noise for all parcels: nothing here may know the label.

import type { Draw } from './draw.ts'

const suffixes = [
  'new',
  '1 pc',
  '2 pcs',
  'for personal use',
  'no battery',
  'used',
  'x1',
  '*1',
  'OEM',
  'lot',
] as const
const prefixes = ['1x', '2 x', '1pc', 'Gift:', 'item:', '3 pcs'] as const

export function noisyText(text: string, draw: Draw): string {
  let noisy = text
  if (draw.chance(0.06)) noisy = `${draw.pick(prefixes)} ${noisy}`
  if (draw.chance(0.07)) noisy = `${noisy} ${draw.pick(suffixes)}`
  if (draw.chance(0.04)) noisy = `${noisy} ${skuOf(draw)}`
  if (draw.chance(0.12)) noisy = noisy.toUpperCase()
  else if (draw.chance(0.1)) noisy = noisy.toLowerCase()
  if (draw.chance(0.05)) noisy = noisy.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC')
  if (draw.chance(0.015))
    noisy = noisy.replaceAll('&', '&amp;').replaceAll("'", '&#39;').replaceAll('é', '&eacute;')
  if (draw.chance(0.015)) noisy = swapLetters(noisy, draw)
  if (draw.chance(0.02)) noisy = noisy.slice(0, Math.max(6, 24 + draw.below(12)))
  return /\p{L}/u.test(noisy) ? noisy : text
}

function skuOf(draw: Draw): string {
  return `${String.fromCharCode(65 + draw.below(26))}${100 + draw.below(9900)}`
}

function swapLetters(text: string, draw: Draw): string {
  if (text.length < 6) return text
  const at = 1 + draw.below(text.length - 3)
  return text.slice(0, at) + text[at + 1]! + text[at]! + text.slice(at + 2)
}

/** The HS code as it is typed: six to ten digits, with dots, wrong, too long or not at all. */
export function noisyHs(hs6: string, draw: Draw, missing: number): string | undefined {
  if (draw.chance(missing)) return undefined
  if (draw.chance(0.03)) return String(100_000 + draw.below(880_000))
  if (draw.chance(0.015)) return `${hs6}${draw.below(1_000_000)}${draw.below(100_000)}`
  if (draw.chance(0.12)) return hs6.slice(0, 4)
  if (draw.chance(0.3)) return `${hs6.slice(0, 4)}.${hs6.slice(4)}`
  if (draw.chance(0.25)) return `${hs6}${['00', '90', '10'][draw.below(3)]}`
  return hs6
}

export function noisyGrams(grams: number, draw: Draw, missing: number): number | undefined {
  if (draw.chance(missing)) return undefined
  if (draw.chance(0.012)) return 0
  // Scales and people round: to ten grams, to a hundred, or to a kilogram.
  const step = draw.weighted([
    [1, 3],
    [10, 4],
    [50, 2],
    [100, 2],
    [500, 0.4],
  ])
  return Math.max(step === 1 ? 1 : step, Math.round(grams / step) * step)
}

/** An amount as declared: round numbers are common, and so is nothing. */
export function noisyAmount(amount: number, digits: number, draw: Draw, missing: number): string | undefined {
  if (draw.chance(missing)) return undefined
  if (draw.chance(0.015)) return '0'
  const round = draw.chance(0.45)
  const step = round ? (amount >= 200 ? 50 : amount >= 20 ? 5 : 1) : 1
  const rounded = round ? Math.max(step, Math.round(amount / step) * step) : amount
  return rounded.toFixed(round ? 0 : digits)
}
