/** Everything a worker registers as a workflow. */
export { ActionWorkflow } from './actionWorkflow.ts';
export { CheckConnectionWorkflow } from './checkConnection.ts';
export { DrainInboxWorkflow, PollCrmWorkflow, ScanSilenceWorkflow } from './crmWorkflows.ts';
export { DeliverWebhookWorkflow } from './deliverWebhook.ts';
export { SendDigestsWorkflow, TellPeopleWorkflow } from './tellingWorkflow.ts';
