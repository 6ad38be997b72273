// The canonical bytes of a bundle and their hash: same folder, same hash, anywhere. Also the one-file form.

import { createHash } from 'node:crypto'
import stringify from 'safe-stable-stringify'
import { z } from 'zod'
import { issueSays } from './issue-wording.ts'
import type { Pack, PackBundle, PackProblem, PackResult } from './pack-bundle.ts'
import { packLimits } from './pack-limits.ts'
import { checkReferences } from './pack-references.ts'
import {
  authoritySchema,
  coverFrequencySchema,
  hsRowSchema,
  lexiconRowSchema,
  listingSchema,
  lookForRowSchema,
  phraseSchema,
  readingWeightSchema,
  routeRowSchema,
  suspensionSchema,
  taxonSchema,
} from './pack-rows-schema.ts'
import { packManifestSchema } from './pack-schema.ts'
import { type SaidProblem, says } from './problem-wordings.ts'
import { ruleSchema } from './rule-schema.ts'

const rows = <T>(schema: z.ZodType<T>) => z.array(schema).max(packLimits.rows)

export const packBundleSchema = z.strictObject({
  format: z.literal(1),
  manifest: packManifestSchema,
  rules: z.array(ruleSchema).max(packLimits.rules),
  lexicon: rows(lexiconRowSchema),
  taxa: rows(taxonSchema),
  listings: rows(listingSchema),
  suspensions: rows(suspensionSchema),
  hs: rows(hsRowSchema),
  routes: rows(routeRowSchema),
  lookFor: rows(lookForRowSchema),
  authorities: rows(authoritySchema),
  readingWeights: rows(readingWeightSchema).default([]),
  coverFrequency: rows(coverFrequencySchema).default([]),
  phrases: rows(phraseSchema).default([]),
}) satisfies z.ZodType<PackBundle>

const bundleFileSchema = z.strictObject({
  beaglePack: z.literal(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bundle: z.unknown(),
})

/**
 * Sorted keys, no white space: the bytes that the hash is over. A pack without rows in a later table is the same bytes as before
 * there was that table.
 */
function canonicalJson(bundle: PackBundle): string {
  const { readingWeights, coverFrequency, phrases, ...others } = bundle
  const later = Object.entries({ readingWeights, coverFrequency, phrases })
  return stringify({ ...others, ...Object.fromEntries(later.filter(([, rows]) => rows.length > 0)) }) ?? ''
}

export function sealBundle(bundle: PackBundle): Pack {
  return { bundle, sha256: createHash('sha256').update(canonicalJson(bundle), 'utf8').digest('hex') }
}

export function bundleToJson(pack: Pack): string {
  return `{"beaglePack":1,"bundle":${canonicalJson(pack.bundle)},"sha256":"${pack.sha256}"}\n`
}

/** Tables that packs sealed before them do not have. */
type LaterTable = 'readingWeights' | 'coverFrequency' | 'phrases'

const sealedHead = '{"beaglePack":1,"bundle":'
const sealedTail = /,"sha256":"([0-9a-f]{64})"\}\n?$/

/**
 * Reads what `bundleToJson` wrote. Its content was checked before it was sealed, so the hash is all there is to check;
 * null when the text is no such file or has been changed.
 */
export function readSealedBundle(text: string): Pack | null {
  const tail = sealedTail.exec(text.slice(-90))
  if (!text.startsWith(sealedHead) || tail === null) return null
  const canonical = text.slice(sealedHead.length, text.length - tail[0].length)
  const sha256 = createHash('sha256').update(canonical, 'utf8').digest('hex')
  if (sha256 !== tail[1]) return null
  const bundle = JSON.parse(canonical) as Omit<PackBundle, LaterTable> & Partial<Pick<PackBundle, LaterTable>>
  const { readingWeights = [], coverFrequency = [], phrases = [] } = bundle
  return { bundle: { ...bundle, readingWeights, coverFrequency, phrases }, sha256 }
}

export function parseBundle(text: string): PackResult {
  const fail = (code: string, said: SaidProblem): PackResult => ({
    ok: false,
    problems: [{ severity: 'error', code, file: 'bundle', line: 0, column: 0, ...said }],
  })
  if (text.length > packLimits.bundleBytes)
    return fail('FILE_TOO_LARGE', says('FILE_TOO_LARGE_TEXT', { count: text.length }))
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'is not JSON'
    return fail('JSON_SYNTAX', says('JSON_SYNTAX', { detail }))
  }
  const file = bundleFileSchema.safeParse(json)
  if (!file.success)
    return fail('NOT_A_BUNDLE', says('NOT_A_BUNDLE', { shape: '{beaglePack, bundle, sha256}' }))
  const checked = packBundleSchema.safeParse(file.data.bundle)
  if (!checked.success) {
    const problems = checked.error.issues.slice(0, packLimits.problems).map(
      (issue): PackProblem => ({
        severity: 'error',
        code: 'BAD_VALUE',
        file: 'bundle',
        line: 0,
        column: 0,
        ...issueSays(
          issue,
          issue.path.map(String).join('.'),
          `${issue.path.map(String).join('.')}: ${issue.message}`,
        ),
      }),
    )
    return { ok: false, problems }
  }
  const pack = sealBundle(checked.data)
  if (pack.sha256 !== file.data.sha256) {
    return fail('HASH_MISMATCH', says('HASH_MISMATCH', { said: file.data.sha256, found: pack.sha256 }))
  }
  const broken = checkReferences(pack.bundle)
  if (broken.some((problem) => problem.severity === 'error')) return { ok: false, problems: broken }
  return { ok: true, pack, warnings: broken, places: new Map() }
}
