/** Too many good launches wait already, most of them of the same sender. Answered 503 with Retry-After; nothing was spent. */
export class LaunchesWaiting extends Error {
  readonly retryAfterSeconds = 2;

  constructor() {
    super('too many launches at once; try again in 2 s');
    this.name = 'LaunchesWaiting';
  }
}
