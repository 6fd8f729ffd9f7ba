const minute = 60_000;

/** How long what a launch makes lasts, in milliseconds (product.md, A launch; R22). */
export const lifeTimes = {
  /** Until the browser comes back after the 303, or the question of another person is answered. */
  pendingMs: 5 * minute,
  /** Until the LMS has sent a launch once more (R32). */
  relaunchMs: 5 * minute,
  ticketMs: 30 * minute,
  /** Of a teacher who chooses contents for the LMS, since the last step. */
  choosingMs: 60 * minute,
  /** Each of the two values that carry a launch from a frame to a new window (R23). */
  handoverMs: minute,
  idleMs: 120 * minute,
  mostMs: 720 * minute,
  /** A session's last use is written at most this often. */
  touchMs: minute,
} as const;
