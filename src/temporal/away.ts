import { isGrpcServiceError } from '@temporalio/client';

/** gRPC's codes (https://grpc.io/docs/guides/status-codes/). */
const DEADLINE_EXCEEDED = 4;
const UNAVAILABLE = 14;

/** Whether a call failed as nobody was there. */
export function isAway(error: unknown): boolean {
  return codeOf(error) === UNAVAILABLE;
}

/** Whether a call failed for no fault of what was asked: nobody was there, or it was too slow. */
export function isUnanswered(error: unknown): boolean {
  return isAway(error) || codeOf(error) === DEADLINE_EXCEEDED;
}

function codeOf(error: unknown): number | undefined {
  if (isGrpcServiceError(error)) return error.code;
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : undefined;
}
