// A real service with a small pack, two analysts, and a little traffic of which some was checked: what the suites of the ops room work with.

import type { Test } from 'tap'
import { parcelOf } from './helper.ts'
import { startSmallService } from './packs-helper.ts'
import { type Visitor, visitor } from './web-helper.ts'

export async function startOpsRoom(t: Test) {
  const service = await startSmallService(t)
  const { app } = service
  const [ops, second, auditor, courier, officer] = await Promise.all([
    service.token('customs-be', 'ops'),
    service.token('customs-be', 'ops'),
    service.token('audit-be', 'auditor'),
    service.token('bpost', 'courier'),
    service.token('customs-be', 'officer'),
  ])
  const post = async (url: string, key: string, body: object) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
    const answer = await app.inject({ method: 'POST', url, headers, payload: JSON.stringify(body) })
    if (answer.statusCode > 201) throw new Error(`${url} was answered with ${answer.statusCode}`)
    return answer.json() as { readonly decisionId: string }
  }
  const score = async (description: string, extra: object = {}): Promise<string> =>
    (await post('/v1/score', courier, parcelOf(description, extra))).decisionId
  const record = (id: string, result: string) =>
    post(`/v1/decisions/${id}/outcomes`, officer, { method: 'opened_by_customs', result })
  for (let n = 0; n < 12; n++) {
    const id = await score(`ivory bracelet ${n}`, place('TH', 'BE', 'BKK'))
    if (n < 8) await record(id, n < 6 ? 'listed_without_valid_papers' : 'nothing_listed')
  }
  for (let n = 0; n < 20; n++)
    await score(`socks ${n}`, { ...place('CN', 'BE', 'PEK'), grossWeightGrams: 'heavy' })
  await record(await score('box of sweets', place('CN', 'BE', 'PEK')), 'listed_without_valid_papers')
  await score('python wallet', place('ID', 'FR', 'CGK'))
  return {
    service,
    keys: { ops, second, auditor, courier, officer },
    score,
    live: () => service.engines.live().customs.ref.sha256,
    room: async (key = ops, language = 'en'): Promise<Visitor> => {
      const she = visitor(app, language)
      await she.signIn(key)
      return she
    },
  }
}

/** What is typed into the form of new terms. */
export const typedTerm = {
  terms: 'qorimba resin\r\nblimbu dust',
  kind: 'product',
  language: 'en',
  strength: 'strong',
  taxon: 'elephant',
  commodity: 'ivory',
  form: 'IJW',
  source: 'seizure report 7',
  confidence: 'high',
  reviewedBy: 'wildlife desk',
}

export function place(from: string, to: string, postingOffice: string): object {
  return { sender: { country: from }, addressee: { country: to }, postingOffice }
}

/** As the script does: until nothing is under way. */
export async function settled(she: Visitor, path: string) {
  for (let turn = 0; turn < 200; turn++) {
    const answer = await she.get(path)
    if (!answer.body.includes('data-live')) return answer
    await new Promise((resolve) => setTimeout(resolve, 40))
  }
  throw new Error(`${path} is never finished`)
}

/** As a reader sees it: quotes and brackets in attributes and texts stand as themselves. */
export function plain(body: string): string {
  return body
    .replaceAll('&#39;', "'")
    .replaceAll('&#34;', '"')
    .replaceAll('&gt;', '>')
    .replaceAll('&lt;', '<')
    .replaceAll('&amp;', '&')
}
