// The process: configuration, listening, signals, exit codes. Nothing else.

import closeWithGrace from 'close-with-grace'
import { readConfig } from './config.ts'
import { releaseStartupMemory } from './release-memory.ts'
import { type Service, startService } from './start-service.ts'

/** Time for running requests and the last commit after SIGTERM. */
const graceMs = 10_000

async function main(): Promise<void> {
  const started = performance.now()
  const config = readConfig(process.env)
  const service = await startService(config)
  closeWithGrace({ delay: graceMs }, async ({ err }) => {
    if (err) service.logger.error({ err }, 'closing because of a fault')
    await service.close()
  })
  releaseStartupMemory()
  const address = await service.app.listen({ host: config.host, port: config.port })
  if (service.demo !== null) greet(address, service)
  service.logger.info({ readyInMs: Math.round(performance.now() - started) }, 'ready')
}

/** The address, and one call to paste: the first answer should be a minute away. */
function greet(address: string, { demo }: Service): void {
  const parcel =
    '{"itemId":"RR473124829TH","contents":[{"description":"carved ivory bracelet, antique","netWeightGrams":85,"value":{"amount":"35.00","currency":"EUR"},"hsCode":"7117.90","originCountry":"TH"}],"addressee":{"country":"BE"}}'
  process.stdout.write(
    `\nBeagle listens on ${address}.\n\n` +
      `Desk: ${address}/desk   ops room: ${address}/ops   API: ${address}/docs\n` +
      `Demo keys, to sign in with and to call with, are in the data folder, for this machine only. Try:\n\n` +
      `curl -s ${address}/v1/score -H 'authorization: Bearer ${demo!.tokens.officer}' -H 'content-type: application/json' -d '${parcel}'\n\n`,
  )
}

main().catch((fault: unknown) => {
  process.stderr.write(`Beagle cannot start: ${fault instanceof Error ? fault.message : String(fault)}\n`)
  process.exitCode = 1
})
