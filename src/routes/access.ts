// The one table of who may call what. A route that is not in it does not start: `app.ts` checks while registering.

import type { Role } from '../store/decision-record.ts'

/** `open` needs no key; `any` takes every valid key. */
export type Access = 'open' | 'any' | readonly Role[]

export const accessTable: Readonly<Record<string, Access>> = {
  'POST /v1/score': ['courier', 'officer', 'ops'],
  'POST /v1/manifests/score': ['courier', 'officer', 'ops'],
  'GET /v1/decisions': ['courier', 'officer', 'ops', 'auditor'],
  'GET /v1/decisions/:id': ['courier', 'officer', 'ops', 'auditor'],
  'POST /v1/decisions/:id/replay': ['officer', 'ops', 'auditor'],
  'GET /v1/decisions/:id/similar': ['officer'],
  'GET /v1/decisions/:id/outcomes': ['officer'],
  'POST /v1/decisions/:id/outcomes': ['officer'],
  'GET /v1/decisions/:id/seizure-draft': ['officer'],
  'GET /v1/queue': ['officer'],
  'POST /v1/queue/:id/claim': ['officer'],
  'POST /v1/queue/:id/release': ['officer'],
  'GET /v1/practice': ['officer'],
  'POST /v1/practice': ['officer'],
  'DELETE /v1/practice': ['officer'],
  'GET /v1/taxa': ['officer', 'ops', 'auditor', 'admin'],
  'GET /v1/reason-codes': 'any',
  'GET /v1/facts': ['ops', 'auditor'],
  'GET /v1/packs': ['ops', 'auditor'],
  'POST /v1/packs': ['ops'],
  'GET /v1/packs/:sha256': ['ops', 'auditor'],
  'POST /v1/packs/:sha256/lint': ['ops', 'auditor'],
  'POST /v1/packs/:sha256/test': ['ops', 'auditor'],
  'GET /v1/packs/:sha256/diff': ['ops', 'auditor'],
  'POST /v1/packs/:sha256/try': ['ops'],
  'POST /v1/packs/:sha256/activate': ['ops'],
  'POST /v1/packs/rollback': ['ops'],
  'POST /v1/packs/:sha256/backtest': ['ops'],
  'GET /v1/packs/shadow': ['ops', 'auditor'],
  'POST /v1/packs/:sha256/shadow': ['ops'],
  'DELETE /v1/packs/:sha256/shadow': ['ops'],
  'GET /v1/models': ['ops', 'auditor'],
  'POST /v1/models': ['ops'],
  'GET /v1/models/:sha256': ['ops', 'auditor'],
  'GET /v1/models/:sha256/file': ['ops'],
  'POST /v1/models/train': ['ops'],
  'POST /v1/models/:sha256/evaluate': ['ops'],
  'GET /v1/models/:sha256/shadow': ['ops', 'auditor'],
  'POST /v1/models/:sha256/shadow': ['ops'],
  'DELETE /v1/models/:sha256/shadow': ['ops'],
  'POST /v1/models/:sha256/activate': ['ops'],
  'POST /v1/models/rollback': ['ops'],
  'GET /v1/reliability': ['ops', 'auditor'],
  'GET /v1/drift': ['ops', 'auditor'],
  'GET /v1/jobs/:id': ['ops', 'auditor'],
  'DELETE /v1/jobs/:id': ['ops'],
  'GET /v1/audit': ['ops', 'auditor'],
  'GET /v1/keys': ['admin'],
  'POST /v1/keys': ['admin'],
  'POST /v1/keys/:id/revoke': ['admin'],
  'POST /v1/keys/:id/rotate': ['admin'],
  'GET /v1/clients/:id/settings': ['admin'],
  'PUT /v1/clients/:id/settings': ['admin'],
  'POST /v1/erasures': ['admin'],
  'GET /v1/analytics/probing': ['ops', 'auditor'],
  'GET /v1/analytics/weak-points': ['ops', 'auditor'],
  'GET /v1/analytics/data-quality': ['ops', 'auditor'],
  'GET /healthz': 'open',
  'GET /readyz': 'open',
  'GET /metrics': 'open',
  'GET /openapi.json': 'open',
}

const desk: Access = ['officer']
const ops: Access = ['ops']
const opsRead: Access = ['ops', 'auditor']

/** Pages: the same roles, but who asks is told by the session cookie, never by a bearer key. */
export const pageTable: Readonly<Record<string, Access>> = {
  'GET /': 'open',
  'GET /sign-in': 'open',
  'POST /sign-in': 'open',
  'POST /sign-out': 'open',
  'POST /language': 'open',
  'GET /desk': desk,
  'POST /desk/paste': desk,
  'POST /desk/check': desk,
  'GET /desk/hints.json': desk,
  'GET /desk/taxa.json': desk,
  'GET /desk/decisions/:id': ['officer', 'ops', 'auditor'],
  'GET /desk/decisions/:id/sheet': ['officer', 'ops', 'auditor'],
  'GET /desk/decisions/:id/seizure-draft.csv': desk,
  'POST /desk/decisions/:id/nothing-found': desk,
  'GET /desk/decisions/:id/outcome': desk,
  'POST /desk/decisions/:id/outcome': desk,
  'GET /desk/queue': desk,
  'POST /desk/queue/:id/claim': desk,
  'POST /desk/queue/:id/release': desk,
  'GET /desk/training': desk,
  'GET /desk/training/:id': desk,
  'POST /desk/training/:id': desk,
  'POST /desk/training/forget': desk,
  'GET /desk/*': desk,
  'GET /ops': opsRead,
  'GET /ops/packs': opsRead,
  'POST /ops/packs': ops,
  'POST /ops/packs/rollback': ops,
  'GET /ops/packs/:sha256': opsRead,
  'POST /ops/packs/:sha256/backtest': ops,
  'POST /ops/packs/:sha256/shadow': ops,
  'POST /ops/packs/:sha256/shadow-stop': ops,
  'POST /ops/packs/:sha256/activate': ops,
  'POST /ops/packs/:sha256/try': ops,
  'GET /ops/packs/:sha256/terms': ops,
  'POST /ops/packs/:sha256/terms': ops,
  'GET /ops/packs/:sha256/rule': ops,
  'POST /ops/packs/:sha256/rule': ops,
  'GET /ops/facts': opsRead,
  'GET /ops/facts.json': opsRead,
  'GET /ops/models': opsRead,
  'POST /ops/models': ops,
  'POST /ops/models/train': ops,
  'POST /ops/models/rollback': ops,
  'GET /ops/models/:sha256': opsRead,
  'POST /ops/models/:sha256/evaluate': ops,
  'POST /ops/models/:sha256/shadow': ops,
  'POST /ops/models/:sha256/shadow-stop': ops,
  'POST /ops/models/:sha256/activate': ops,
  'GET /ops/jobs/:id': opsRead,
  'POST /ops/jobs/:id/cancel': ops,
  'GET /ops/shadow': opsRead,
  'GET /ops/weak-points': opsRead,
  'GET /ops/data-quality': opsRead,
  'GET /ops/drift': opsRead,
  'GET /ops/reliability': opsRead,
  'GET /ops/audit': opsRead,
  'GET /ops/*': opsRead,
}

/** Swagger UI serves its own files below /docs, the pages theirs below /assets. */
export function accessOf(method: string, url: string): Access | undefined {
  if (url === '/docs' || url.startsWith('/docs/') || url.startsWith('/assets/')) return 'open'
  const route = routeKey(method, url)
  return accessTable[route] ?? pageTable[route]
}

export function isPage(method: string, url: string): boolean {
  return pageTable[routeKey(method, url)] !== undefined
}

function routeKey(method: string, url: string): string {
  return `${method === 'HEAD' ? 'GET' : method} ${url}`
}
