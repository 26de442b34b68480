import assert from 'node:assert/strict';
import { browserName } from '../../../src/web/session/browserName.ts';

const MOZILLA = 'Mozilla/5.0';
const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';

describe('what a session is known by', () => {
  for (const [userAgent, name] of [
    [
      `${MOZILLA} (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0`,
      'Edge, Windows',
    ],
    [`${MOZILLA} (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0`, 'Firefox, Windows'],
    [`${MOZILLA} (X11; Linux x86_64) ${WEBKIT} Chrome/130.0.0.0 Safari/537.36`, 'Chrome, Linux'],
    [`${MOZILLA} (Linux; Android 14; Pixel 8) ${WEBKIT} Chrome/130.0.0.0 Mobile Safari/537.36`, 'Chrome, Android'],
    [
      `${MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15`,
      'Safari, macOS',
    ],
    [
      `${MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/130.0 Mobile Safari/604.1`,
      'Chrome, iOS',
    ],
    ['curl/8.5.0', undefined],
    ['', undefined],
    [null, undefined],
  ] as const) {
    it(`is ${name ?? 'nothing that we know'} for ${userAgent ?? 'no User-Agent'}`, () => {
      assert.equal(browserName(userAgent), name);
    });
  }
});
