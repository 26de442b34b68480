/** What reviewers read of each trigger, in the queue and in alerts, as Liquid. See facts.ts for the names. */
import type { TriggerType } from '../../domain/triggers.ts';

export interface SummaryText {
  /** The alert's title. */
  title: string;
  /** What happened, in a sentence that needs no figures. */
  happened: string;
  /** The same with its figures, to stand behind `Renewal (Acme Corp, $75,000): `; empty where there are none. */
  figures: string;
  /** What it is about, in front of the figures; `value`: a deal, too, whose amount the figures tell. */
  about: 'deal' | 'value' | 'contact' | 'company';
}

export const SUMMARY: Readonly<Record<TriggerType, SummaryText>> = {
  deal_stage_regression: {
    title: 'Deal moved back{% if stage %} to {{ stage }}{% endif %}',
    happened: '{{ deal }} moved to an earlier stage{% if stage %}, now {{ stage }}{% endif %}',
    figures: '{% if from and to %}moved back from {{ from }} to {{ to }}{% endif %}',
    about: 'deal',
  },
  deal_value_decrease: {
    title: 'Deal value decreased{% if amount %} to {{ amount }}{% endif %}',
    happened: 'the value of {{ deal }} went down{% if amount %} to {{ amount }}{% endif %}',
    figures:
      '{% if from and to %}value dropped{% if percent %} {{ percent }}{% endif %}, {{ from }} → {{ to }}{% endif %}',
    about: 'value',
  },
  deal_value_increase: {
    title: 'Deal value increased{% if amount %} to {{ amount }}{% endif %}',
    happened: 'the value of {{ deal }} went up{% if amount %} to {{ amount }}{% endif %}',
    figures:
      '{% if from and to %}value rose{% if percent %} {{ percent }}{% endif %}, {{ from }} → {{ to }}{% endif %}',
    about: 'value',
  },
  deal_close_date_pushed: {
    title: 'Close date pushed{% if days %} {{ days }}{% endif %}',
    happened: 'the close date of {{ deal }}{% if amount %} ({{ amount }}){% endif %} moved later',
    figures:
      '{% if from and to %}close date pushed{% if days %} {{ days }}{% endif %}, {{ from }} → {{ to }}{% endif %}',
    about: 'deal',
  },
  deal_competitor_added: {
    title: 'Competitor on the deal{% if competitor %}: {{ competitor }}{% endif %}',
    happened: 'a competitor was added to {{ deal }}{% if amount %} ({{ amount }}){% endif %}',
    figures: '{% if competitor %}new competitor, {{ competitor }}{% endif %}',
    about: 'deal',
  },
  new_contact_high_fit: {
    title: 'New contact with a high fit',
    happened: '{{ contact }} is a new contact with a high fit',
    figures: '{% if score %}new contact with a fit score of {{ score }}{% endif %}',
    about: 'contact',
  },
  email_opened_multiple: {
    title: 'Email opened several times',
    happened: '{{ contact }} opened an email several times',
    figures: '{% if count %}opened emails {{ count }} times{% if window %} within {{ window }}{% endif %}{% endif %}',
    about: 'contact',
  },
  activity_slump: {
    title: 'No engagement for {{ days | default: "a while" }}',
    happened: '{{ deal }}{% if amount %} ({{ amount }}){% endif %} has had no engagement for too long',
    figures: '{% if days %}no engagement for {{ days }}{% endif %}',
    about: 'deal',
  },
  champion_title_change: {
    title: 'Champion has a new job title',
    happened: '{{ contact }}, the champion, has a new job title',
    figures: '{% if from and to %}the champion’s job title changed, {{ from }} → {{ to }}{% endif %}',
    about: 'contact',
  },
  champion_cold: {
    title: 'Champion has gone quiet',
    happened: '{{ contact }}, the champion, has stopped answering',
    figures: '{% if days %}{{ contact }}, the champion, has not answered for {{ days }}{% endif %}',
    about: 'deal',
  },
  multi_thread_engagement: {
    title: 'Several contacts became active',
    happened: 'several contacts of {{ company | default: "the account" }} became active',
    figures:
      '{% if count %}{{ count }} contacts became active{% if window %} within {{ window }}{% endif %}{% if names %} ({{ names }}){% endif %}{% endif %}',
    about: 'company',
  },
  meeting_completed: {
    title: 'Meeting took place',
    happened: 'a meeting with {{ contact }} took place',
    figures: '{% if event %}the meeting “{{ event }}” took place{% endif %}',
    about: 'contact',
  },
  form_submission: {
    title: 'Form submitted',
    happened: '{{ contact }} submitted a form',
    figures: '{% if event %}submitted the form “{{ event }}”{% endif %}',
    about: 'contact',
  },
};
