/** What the language file says for each problem that web/ itself finds. */
export const problemTexts = {
  badRequest: 'problem.badRequest',
  badAddress: 'problem.badAddress',
  plainHttp: 'problem.plainHttp',
  badForm: 'problem.badForm',
  expiredForm: 'problem.expiredForm',
  foreignForm: 'problem.foreignForm',
  forbidden: 'problem.forbidden',
  notFound: 'problem.notFound',
  wrongMethod: 'problem.wrongMethod',
  tooLarge: 'problem.tooLarge',
  wrongType: 'problem.wrongType',
  badRange: 'problem.badRange',
  tooMany: 'problem.tooMany',
  busy: 'problem.busy',
  away: 'problem.away',
  fault: 'problem.fault',
} as const;

export interface ProblemDetails {
  /** Seconds for the header Retry-After. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Values for the sentence; never what was sent. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/**
 * A request that is refused with one plain sentence: not a fault of ours. `textKey` names the sentence in the
 * language file.
 */
export class HttpProblem extends Error {
  readonly status: number;
  readonly textKey: string;
  readonly retryAfter: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string | number>>;

  constructor(status: number, textKey: string, details: ProblemDetails = {}) {
    super(`${status} ${textKey}`);
    this.name = 'HttpProblem';
    this.status = status;
    this.textKey = textKey;
    this.retryAfter = details.retryAfter;
    this.headers = details.headers ?? {};
    this.values = details.values ?? {};
  }
}

/**
 * A form whose token is not this browser's any more. `isOwn`: a page of ours made it for the very person who sends it, so
 * that it can be shown again. `texts`: of a form with a file, whose parts have been read.
 */
export class ExpiredForm extends HttpProblem {
  readonly isOwn: boolean;
  readonly texts: ReadTexts | undefined;

  constructor(isOwn: boolean, texts?: ReadTexts) {
    super(403, problemTexts.expiredForm);
    this.isOwn = isOwn;
    this.texts = texts;
  }
}

interface ReadTexts {
  readonly texts: readonly (readonly [string, string])[];
  /** Whether the form asks for a file. */
  readonly asksFile: boolean;
}

const byStatus: Readonly<Record<number, string>> = {
  400: problemTexts.badRequest,
  403: problemTexts.forbidden,
  404: problemTexts.notFound,
  405: problemTexts.wrongMethod,
  413: problemTexts.tooLarge,
  415: problemTexts.wrongType,
  416: problemTexts.badRange,
  429: problemTexts.tooMany,
};

const unavailable: ReadonlySet<string> = new Set(['DatabaseAway', 'TooBusy', 'LaunchesWaiting']);

/**
 * What a thrown thing means to the visitor; undefined: a fault. Libraries mark what is the sender's doing with a
 * status and `expose`; stores and gates say by their error's name that they are away or full.
 */
export function problemOf(thrown: unknown): HttpProblem | undefined {
  if (thrown instanceof HttpProblem) return thrown;
  if (!(thrown instanceof Error)) return undefined;
  if (unavailable.has(thrown.name)) {
    const seconds = 'retryAfterSeconds' in thrown ? Number(thrown.retryAfterSeconds) : Number.NaN;
    const retryAfter = Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : 5;
    return new HttpProblem(503, thrown.name === 'TooBusy' ? problemTexts.busy : problemTexts.away, {
      retryAfter,
    });
  }
  const status = 'status' in thrown ? Number(thrown.status) : Number.NaN;
  const exposed = 'expose' in thrown && thrown.expose === true;
  if (!exposed || !(status >= 400 && status < 500)) return undefined;
  return new HttpProblem(status in byStatus ? status : 400, byStatus[status] ?? problemTexts.badRequest);
}
