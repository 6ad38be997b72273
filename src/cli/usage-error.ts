// Something the person at the command line can mend: shown without a stack, exit code 2.

export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}
