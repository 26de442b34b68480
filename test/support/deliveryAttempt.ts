import type { Attempt } from '../../src/domain/delivery.ts';

export interface TestAttempt extends Attempt {
  /** How often the fence was asked. */
  fences(): number;
  abort(): void;
}

/** An attempt whose fence lets through, unless another is given. */
export function testAttempt(key: string, fence: () => Promise<void> = async () => undefined): TestAttempt {
  const controller = new AbortController();
  let asked = 0;
  return {
    key,
    signal: controller.signal,
    fence: () => {
      asked += 1;
      return fence();
    },
    fences: () => asked,
    abort: () => controller.abort(),
  };
}
