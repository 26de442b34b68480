/** The dialogs, as one part that is loaded after the list. */
export { BulkDialog } from './BulkDialog.tsx';
export { CancelDialog } from './CancelDialog.tsx';
export { RescheduleDialog } from './RescheduleDialog.tsx';
export { SettingsDialog } from './SettingsDialog.tsx';
export { SnoozeDialog } from './SnoozeDialog.tsx';
