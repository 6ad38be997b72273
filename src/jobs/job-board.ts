// Long work that a request only starts: its progress, its result, and a way to stop it. Kept in memory, a bounded number of them.

import { newUuid } from '../store/new-uuid.ts'

export const jobStatuses = ['running', 'done', 'failed', 'cancelled'] as const
export type JobStatus = (typeof jobStatuses)[number]

export type Job = {
  readonly jobId: string
  readonly kind: string
  /** Sha256 of the pack or forest it looks at; null where it makes one. */
  readonly about: string | null
  readonly startedBy: string
  readonly startedAt: string
  readonly finishedAt: string | null
  readonly status: JobStatus
  /** Units of work done so far, and the share of all work from 0 to 1. */
  readonly progress: { readonly done: number; readonly share: number }
  readonly result: object | null
  readonly error: string | null
}

export type JobStart = Pick<Job, 'kind' | 'about' | 'startedBy'>

export type JobHandle = {
  readonly signal: AbortSignal
  readonly progress: (done: number, share: number) => void
}

export type JobWork = (handle: JobHandle) => Promise<object>

export const finishedKept = 50
/** Each takes a thread and some hundred megabytes. */
const runningMax = 1

/** UUIDv7: the first 48 bits are the time it was made. */
const isJobId = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i

type Entry = { job: Job; readonly abort: AbortController; readonly ended: Promise<void> }

export class JobBoard {
  readonly #jobs = new Map<string, Entry>()
  readonly #nowMs: () => number
  readonly #startedAtMs: number

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
    this.#startedAtMs = nowMs()
  }

  /** Null when as many run as may. */
  start({ kind, about, startedBy }: JobStart, work: JobWork): Job | null {
    if (this.#running().length >= runningMax) return null
    const abort = new AbortController()
    const job: Job = {
      jobId: newUuid(this.#nowMs()),
      kind,
      about,
      startedBy,
      startedAt: this.#now(),
      finishedAt: null,
      status: 'running',
      progress: { done: 0, share: 0 },
      result: null,
      error: null,
    }
    const handle: JobHandle = {
      signal: abort.signal,
      progress: (done, share) => this.#change(job.jobId, { progress: { done, share: Math.min(1, share) } }),
    }
    const ended = work(handle).then(
      (result) => this.#end(job.jobId, { status: 'done', result }),
      (fault: Error) => this.#end(job.jobId, { status: 'failed', error: fault.message }),
    )
    this.#jobs.set(job.jobId, { job, abort, ended })
    this.#forgetOld()
    return job
  }

  get(jobId: string): Job | null {
    return this.#jobs.get(jobId)?.job ?? null
  }

  /** Newest first. */
  list(): readonly Job[] {
    return [...this.#jobs.values()].map(({ job }) => job).reverse()
  }

  /** The id tells when it was made: whether it may be of a job of the process before this one. */
  isFromBefore(jobId: string): boolean {
    return isJobId.test(jobId) && Number.parseInt(jobId.replace('-', '').slice(0, 12), 16) < this.#startedAtMs
  }

  /** Stops it if it still runs; null where there is none. */
  async cancel(jobId: string): Promise<Job | null> {
    const entry = this.#jobs.get(jobId)
    if (entry === undefined) return null
    if (entry.job.status === 'running') {
      this.#end(jobId, { status: 'cancelled' })
      entry.abort.abort()
      await entry.ended
    }
    return entry.job
  }

  async close(): Promise<void> {
    await Promise.all(this.#running().map(({ job }) => this.cancel(job.jobId)))
  }

  #running(): Entry[] {
    return [...this.#jobs.values()].filter(({ job }) => job.status === 'running')
  }

  /** The first end counts: what is cancelled does not fail afterwards. */
  #end(jobId: string, end: Pick<Job, 'status'> & Partial<Job>): void {
    if (this.get(jobId)?.status !== 'running') return
    this.#change(jobId, { ...end, finishedAt: this.#now() })
  }

  #change(jobId: string, change: Partial<Job>): void {
    const entry = this.#jobs.get(jobId)
    if (entry !== undefined) entry.job = { ...entry.job, ...change }
  }

  #forgetOld(): void {
    const finished = [...this.#jobs.values()].filter(({ job }) => job.status !== 'running')
    for (const { job } of finished.slice(0, -finishedKept)) this.#jobs.delete(job.jobId)
  }

  #now(): string {
    return new Date(this.#nowMs()).toISOString()
  }
}
