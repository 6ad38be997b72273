// The fuzzers of test/fuzz.test.ts for a minute.

process.env.BEAGLE_FUZZ_SECONDS ??= '60'
await import('../fuzz.test.ts')
