/** A message and modals with one of each that Slack's people act on. */
import type { KnownBlock, ModalView, PlainTextOption } from '@slack/web-api';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (text: string, value: string): PlainTextOption => ({ text: plain(text), value });

export const CARD: KnownBlock[] = [
  { type: 'header', text: plain('Deal value down') },
  { type: 'section', text: { type: 'mrkdwn', text: '*Acme &amp; Sons*\nAn email to _Sarah_' } },
  { type: 'context', elements: [{ type: 'mrkdwn', text: 'expires tomorrow' }] },
  { type: 'divider' },
  {
    type: 'actions',
    block_id: 'decide',
    elements: [
      { type: 'button', action_id: 'approve', value: 'act-1:3', text: plain('Approve'), style: 'primary' },
      { type: 'button', action_id: 'edit', value: 'act-1:3', text: plain('Edit') },
      {
        type: 'button',
        action_id: 'cancel',
        value: 'act-1:3',
        text: plain('Cancel it'),
        style: 'danger',
        confirm: {
          title: plain('Cancel?'),
          text: plain('It will not be sent.'),
          confirm: plain('Yes, cancel'),
          deny: plain('No'),
        },
      },
      {
        type: 'static_select',
        action_id: 'snooze',
        placeholder: plain('Snooze'),
        options: [option('In an hour', '1h'), option('Tomorrow', '1d')],
      },
      { type: 'overflow', action_id: 'more', options: [option('Open everything', 'all'), option('Nothing', 'none')] },
    ],
  },
];

const input = (id: string, label: string, value?: string): KnownBlock => ({
  type: 'input',
  block_id: id,
  label: plain(label),
  element: { type: 'plain_text_input', action_id: 'text', ...(value && { initial_value: value }) },
});

export const MODAL: ModalView = {
  type: 'modal',
  callback_id: 'edit',
  private_metadata: '{"actionId":"act-1"}',
  title: plain('Edit the email'),
  submit: plain('Save'),
  close: plain('Never mind'),
  blocks: [input('subject', 'Subject'), input('body', 'Body', 'Dear Sarah')],
};

export const EVERYTHING: ModalView = {
  type: 'modal',
  title: plain('Everything'),
  submit: plain('Save'),
  blocks: [
    {
      type: 'input',
      label: plain('Reason'),
      element: { type: 'static_select', options: [option('Too late', 'late'), option('Not ours', 'other')] },
    },
    {
      type: 'input',
      label: plain('How'),
      element: { type: 'radio_buttons', options: [option('By mail', 'mail'), option('On paper', 'paper')] },
    },
    {
      type: 'input',
      label: plain('And then'),
      optional: true,
      element: { type: 'checkboxes', options: [option('Tell Mia', 'mia'), option('Tell Max', 'max')] },
    },
    { type: 'input', label: plain('Day'), element: { type: 'datepicker' } },
    { type: 'input', label: plain('Hour'), element: { type: 'timepicker' } },
    { type: 'input', label: plain('Moment'), element: { type: 'datetimepicker' } },
    { type: 'input', label: plain('Address'), element: { type: 'email_text_input' } },
  ],
};
