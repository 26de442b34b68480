/** Everything a worker registers as a workflow. */
export { ActionWorkflow } from './actionWorkflow.ts';
export { DrainInboxWorkflow, PollCrmWorkflow, ScanSilenceWorkflow } from './crmWorkflows.ts';
