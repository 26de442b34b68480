/**
 * Loaded once for all workflows of a process, which share it (`preloadModules`,
 * https://typescript.temporal.io/api/interfaces/worker.BundleOptions): our modules hold no state, and read anew for each workflow they
 * cost a replay a sixth of its time.
 */
import './index.ts';

/**
 * For Temporal's page "Call Stack" the SDK keeps a stack, with its source positions, of every promise that a workflow makes: a quarter of
 * a replay's time. Ours says where it stands in its details; what has failed shows its stack when its history is replayed without this.
 */
Error.stackTraceLimit = 0;
