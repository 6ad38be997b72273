// Reads a folder of labelled goods lines (models/catalogue, or one of your own): what packs are sampled and words are chosen on. Bounded.

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'

export const shippedCatalogue = resolve(import.meta.dirname, '..', '..', 'models/catalogue')

const lineSchema = z.object({
  id: z.string().max(100).optional(),
  text: z.string().min(1).max(2000),
  label: z.union([z.literal(0), z.literal(1)]),
  kind: z.string().max(100).default(''),
  hsCode: z
    .string()
    .regex(/^\d{4,10}$/)
    .optional(),
})

export type CatalogueLine = z.infer<typeof lineSchema> & { readonly id: string }

const linesMax = 200_000
const fileBytesMax = 32 * 1024 * 1024

/** Throws an Error that names the file and line at fault. */
export function readGoodsCatalogue(folder: string): readonly CatalogueLine[] {
  const lines: CatalogueLine[] = []
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.jsonl')) continue
    const path = join(folder, file)
    if (statSync(path).size > fileBytesMax) throw new Error(`${file} has more than ${fileBytesMax} bytes.`)
    for (const [index, text] of readFileSync(path, 'utf8').split('\n').entries()) {
      if (text === '') continue
      const read = lineSchema.safeParse(parse(text))
      if (!read.success)
        throw new Error(
          `${file}:${index + 1}: a line is {"text": "...", "label": 0 or 1}, with "hsCode" if known.`,
        )
      if (lines.length >= linesMax) throw new Error(`${folder} holds more than ${linesMax} lines.`)
      lines.push({ ...read.data, id: read.data.id ?? `${file}:${index + 1}` })
    }
  }
  return lines
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
