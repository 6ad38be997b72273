// Writes the JSON Schemas of packs into packs/schema/, so that editors complete and check what they write. A
// test holds them to the code.

import { mkdir, writeFile } from 'node:fs/promises'
import { packSchemas } from '../src/rules/pack-json-schemas.ts'

const folder = new URL('../packs/schema/', import.meta.url)
await mkdir(folder, { recursive: true })
for (const [name, text] of packSchemas()) await writeFile(new URL(name, folder), text)
