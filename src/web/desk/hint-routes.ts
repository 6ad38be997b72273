// What the desk's script needs for hints while typing: meanings of HS codes, known currencies, and species by name. The form works without any of it.

import type { FastifyInstance } from 'fastify'
import { isCountry } from '../../parcel/country.ts'
import type { DeskDeps } from './desk-deps.ts'
import { soughtTaxa } from './sought-taxa.ts'

const taxaMax = 12
const hsTitles = { en: 'titleEn', fr: 'titleFr', de: 'titleDe', nl: 'titleNl' } as const

export function hintRoutes(app: FastifyInstance, { engines, pages }: DeskDeps): void {
  app.get('/desk/hints.json', async (request, reply) => {
    const page = pages.of(request, reply)
    const { bundle } = engines.live().customs.pack
    const rates = bundle.manifest.policy?.exchangeRates ?? {}
    const title = hsTitles[page.language]
    const hs = Object.fromEntries(
      bundle.hs.map(({ code, relevance, ...row }) => [code, [row[title] || row.titleEn, relevance]]),
    )
    // The same for an officer's whole shift, but for a new pack: some minutes old is new enough for a hint.
    reply.header('cache-control', 'private, max-age=300')
    return reply.send({
      texts: page.t.check.hints,
      hs,
      currencies: Intl.supportedValuesOf('currency'),
      rates: Object.keys(rates),
      countries: countryTable(page.format.country),
    })
  })

  app.get<{ Querystring: { q?: string } }>('/desk/taxa.json', async (request, reply) => {
    const page = pages.of(request, reply)
    const words = String(request.query.q ?? '')
      .slice(0, 100)
      .trim()
    const cards = words.length < 2 ? [] : soughtTaxa(engines.live().customs, words, taxaMax, page.language)
    return reply.send({
      taxa: cards.map(({ scientificName, names }) => ({
        name: scientificName,
        common: names[page.language][0] ?? names.en[0] ?? '',
      })),
    })
  })
}

function countryTable(nameOf: (code: string) => string): Record<string, string> {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  const codes = letters.flatMap((first) => letters.map((second) => first + second)).filter(isCountry)
  return Object.fromEntries(codes.map((code) => [code, nameOf(code)]))
}
