// A full run of the real process at its most talkative: whatever happens, its logs hold no key, no word of a body and no name.

import { spawnSync } from 'node:child_process'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { keyCreate } from '../src/cli/key-commands.ts'
import type { KeyMode, Role } from '../src/store/decision-record.ts'
import { parcelOf, testFolder } from './helper.ts'
import { startOrThrow } from './process-helper.ts'

const keyOf = async (dataDir: string, role: Role, mode: KeyMode = 'live'): Promise<string> => {
  const output = { stdout: new PassThrough(), stderr: new PassThrough() }
  t.equal(await keyCreate({ dataDir, client: 'post-be', role, mode }, output), 0)
  return String(output.stdout.read()).trim()
}

const person = {
  name: 'Zebedee Quillfeather',
  company: 'Quillfeather Curios',
  street: 'Hollowayroad 99',
  city: 'Ghentwijk',
  country: 'BE',
  phone: '+32 471 55 66 77',
  email: 'zebedee.quill@curios.example',
}
const words = {
  goods: 'zzgoodsword carved ivory',
  item: 'RR473124829TH',
  clientRef: 'zzclientref',
  idempotency: 'zzidempotency',
  wrongKey: `bgl_live_${'Q'.repeat(43)}`,
  label: 'zzlabel',
}

t.test('the logs of a full run hold no key, no body text and no name', async (t) => {
  const dataDir = testFolder(t)
  const [courier, officer, admin] = [
    await keyOf(dataDir, 'courier'),
    await keyOf(dataDir, 'officer'),
    await keyOf(dataDir, 'admin'),
  ]
  const server = await startOrThrow(t, dataDir, { BEAGLE_LOG_LEVEL: 'trace', BEAGLE_DEMO_KEYS: 'false' })
  const seen: string[] = []
  const ask = async (
    method: string,
    path: string,
    key: string | null,
    body?: string,
    type = 'application/json',
  ) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        'content-type': type,
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        'idempotency-key': `${words.idempotency}-${seen.length}`,
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      },
      ...(body === undefined ? {} : { body }),
    })
    seen.push(`${method} ${path.replace(/[?].*/, '')} ${response.status}`)
    return { status: response.status, text: await response.text() }
  }
  const parcel = parcelOf(`${words.goods} for ${person.name}`, {
    itemId: words.item,
    clientRef: words.clientRef,
    sender: person,
    addressee: person,
  })
  const text = JSON.stringify(parcel)
  const scored = await ask('POST', '/v1/score', courier, text)
  t.equal(scored.status, 200)
  const { decisionId } = JSON.parse(scored.text) as { decisionId: string }
  await ask('POST', '/v1/score', officer, text)
  await ask('POST', '/v1/score', courier, text.slice(0, -3))
  await ask('POST', '/v1/score', courier, JSON.stringify({ contents: words.goods, sender: person }))
  await ask('POST', '/v1/score', courier, text, 'text/plain')
  await ask('POST', '/v1/score', courier, `"${words.goods.repeat(60_000)}"`)
  await ask('POST', '/v1/score', words.wrongKey, text)
  await ask('POST', '/v1/score', admin, text)
  await ask('POST', '/v1/manifests/score', courier, JSON.stringify({ parcels: [parcel, words.goods] }))
  await ask('POST', '/v1/manifests/score', courier, `${text}\n{${words.goods}\n`, 'application/x-ndjson')
  await ask('GET', `/v1/decisions?itemId=${words.item}`, courier)
  await ask('GET', `/v1/decisions?cursor=${words.item}&limit=x`, courier)
  await ask('GET', `/v1/decisions/${decisionId}`, officer)
  await ask('POST', `/v1/decisions/${decisionId}/replay`, officer, '{}')
  await ask('GET', `/v1/decisions/${encodeURIComponent(person.name)}`, officer)
  await ask('GET', `/nowhere/${encodeURIComponent(person.name)}?key=${words.wrongKey}`, officer)
  const newKey = { clientId: 'post-be', role: 'courier', mode: 'live', label: words.label }
  const made = await ask('POST', '/v1/keys', admin, JSON.stringify(newKey))
  const { token } = JSON.parse(made.text) as { token: string }
  await ask('POST', '/v1/keys', admin, JSON.stringify({ ...newKey, role: person.name }))
  for (const key of [courier, words.wrongKey]) {
    const form = new URLSearchParams({ key, next: '/' }).toString()
    await ask('POST', '/sign-in', null, form, 'application/x-www-form-urlencoded')
  }
  await ask('POST', '/v1/erasures', admin, JSON.stringify({ name: person.name, email: person.email }))
  const erased = await ask('POST', '/v1/erasures', admin, JSON.stringify({ name: person.name }))
  t.match(erased, { status: 200, text: /"decisions":[34]/ })
  t.equal((await ask('GET', `/v1/decisions/${decisionId}`, officer)).status, 410)
  server.child.kill('SIGTERM')
  t.equal(await server.exited, 0)

  const log = server.output()
  t.comment(
    `${seen.length} requests, ${log.split('\n').length} lines: ${[...new Set(seen.map((one) => one.slice(-3)))].join(' ')}`,
  )
  t.ok(log.split('\n').length > 30, 'it did log')
  t.match(log, /"traceId":"4bf92f3577b34da6a3ce929d0e0e4736"/)
  t.match(log, /"requestId":"[0-9a-f-]{36}"/)
  t.match(log, /"route":"\/v1\/score"/)
  const secrets = [courier, officer, admin, token].flatMap((key) => [key, key.slice(9), key.slice(9, 29)])
  const bodies = Object.values(words).flatMap((word) => word.split(' '))
  const names = Object.values(person).filter((value) => value !== 'BE')
  const parts = [...names, ...names.flatMap((value) => value.split(' ')).filter((part) => part.length > 3)]
  for (const secret of secrets) t.notOk(log.includes(secret), 'no key')
  t.notMatch(log, /bgl_(?:live|test)_[\w-]{20}/)
  for (const word of [...bodies.filter((word) => word !== 'carved'), ...parts, decisionId]) {
    t.notOk(log.toLowerCase().includes(word.toLowerCase()), word)
  }
})

t.test('the demo key is printed in the greeting only, and not at all where demo keys are off', async (t) => {
  const server = await startOrThrow(t, testFolder(t), { BEAGLE_LOG_LEVEL: 'trace' })
  const holding = server
    .output()
    .split('\n')
    .filter((line) => /bgl_(?:live|test)_/.test(line))
  t.ok(
    holding.every((line) => line.startsWith('curl ')),
    'one line to paste',
  )
  server.child.kill('SIGTERM')
  await server.exited
})

t.test('no source writes a token, a body or a header to the log', async (t) => {
  const found = spawnSync('grep', [
    '-rnE',
    'log\\.(info|warn|error|debug|trace)\\([^)]*(token|body|headers|authorization)',
    'src',
  ])
  t.equal(found.stdout.toString(), '')
})
