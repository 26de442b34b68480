import { stopServers } from './running.ts';

/** Mocha's root hooks. The servers start when a test first asks for them, so that unit tests need none. */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await stopServers();
  },
};
