// Writes openapi/openapi.json from the routes; `--check` exits 1 when the checked-in file has drifted.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { readConfig } from '../src/config.ts'
import { startService } from '../src/start-service.ts'

const file = resolve(import.meta.dirname, '../openapi/openapi.json')
const dataDir = mkdtempSync(join(tmpdir(), 'beagle-openapi-'))

try {
  const service = await startService(
    readConfig({ BEAGLE_DATA_DIR: dataDir, BEAGLE_LOG_LEVEL: 'silent', BEAGLE_DEMO_KEYS: 'false' }),
  )
  const document = (await service.app.inject('/openapi.json')).json()
  await service.close()
  const text = `${JSON.stringify(document, null, 2)}\n`
  if (!process.argv.includes('--check')) writeFileSync(file, text)
  else if (readFileSync(file, 'utf8') !== text) {
    process.stderr.write(
      'openapi/openapi.json has drifted from the routes: run `npm run openapi` and commit it.\n',
    )
    process.exitCode = 1
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true })
}
