/** Links into Temporal's Web UI. */

/** Where an installation's Web UI is, and the namespace that its workflows are in. */
export interface WebUi {
  url: string;
  namespace: string;
}

/**
 * Temporal's list filter (https://docs.temporal.io/list-filter) for the actions that failed. Their workflows have
 * completed, as it was theirs to see the failure recorded: Temporal counts none of them among its own failures.
 */
export const FAILED_ACTIONS_QUERY = 'SignoffOutcome = "failed"';

/** The page of one action's workflow. */
export function workflowUrl(ui: WebUi, workflowId: string): string {
  return `${workflowsOf(ui)}/${encodeURIComponent(workflowId)}`;
}

/** The list of the workflows of all actions that failed. */
export function failedActionsUrl(ui: WebUi): string {
  return `${workflowsOf(ui)}?query=${encodeURIComponent(FAILED_ACTIONS_QUERY)}`;
}

function workflowsOf({ url, namespace }: WebUi): string {
  return `${url.replace(/\/$/, '')}/namespaces/${encodeURIComponent(namespace)}/workflows`;
}
