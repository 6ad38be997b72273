// The files of `assets/`, served below an address that changes with their content, so that a browser may keep them for good.

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

const folder = join(import.meta.dirname, 'assets')

export type Assets = {
  /** `/assets/1a2b3c4d5e/beagle.css`; throws for a file that is not there: a page without its style is a fault of ours. */
  readonly path: (name: string) => string
  readonly routes: (app: FastifyInstance) => Promise<void>
}

export function createAssets(): Assets {
  const names = readdirSync(folder).sort()
  const hash = createHash('sha256')
  for (const name of names)
    hash
      .update(name)
      .update('\0')
      .update(readFileSync(join(folder, name)))
  const prefix = `/assets/${hash.digest('hex').slice(0, 10)}/`
  return {
    path: (name) => {
      if (!names.includes(name)) throw new Error(`there is no asset ${name}`)
      return `${prefix}${name}`
    },
    routes: async (app) => {
      await app.register(fastifyStatic, {
        root: folder,
        prefix,
        index: false,
        decorateReply: false,
        maxAge: '365d',
        immutable: true,
      })
    },
  }
}
