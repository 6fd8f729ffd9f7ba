import { expect, test } from '@jest/globals';
import { plainHttp, refusePlainHttp } from '../../src/web/plainHttp.ts';
import { ask, handler, site } from './httpClient.ts';

test.each([
  ['http', { proxies: 1, https: true }, 403],
  ['HTTP', { proxies: 1, https: true }, 403],
  ['https', { proxies: 1, https: true }, 200],
  // A proxy that says nothing is believed to have done its duty.
  ['', { proxies: 1, https: true }, 200],
  // Made up by the visitor, with what the believed proxy added behind it.
  ['https, http', { proxies: 1, https: true }, 403],
  ['http, https', { proxies: 1, https: true }, 200],
  ['https, http', { proxies: 2, https: true }, 200],
  ['http, http', { proxies: 2, https: true }, 403],
  ['http', { proxies: 2, https: true }, 403],
  // Nobody is there to be believed, or nothing else is wanted.
  ['http', { proxies: 0, https: true }, 200],
  ['http', { proxies: 1, https: false }, 200],
] as const)(
  'what was sent by "%s" with %j is answered %i, and never redirected (ASVS 4.1.2)',
  async (said, options, status) => {
    const running = await site(
      () => refusePlainHttp(plainHttp({ ...options, spared: ['/livez'] })),
      handler((ctx) => {
        ctx.body = 'here';
      }),
    );
    const headers = said === '' ? {} : { 'X-Forwarded-Proto': said };
    const answers = [
      await ask(running.port, '/', { headers }),
      await ask(running.port, '/livez', { headers }),
    ];
    await running.stop();
    expect(answers.map((answer) => [answer.status, answer.headers.location])).toEqual([
      [status, undefined],
      [200, undefined],
    ]);
  },
);
