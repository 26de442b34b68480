import { DeliveryError } from '../domain/delivery.ts';
import { actionUrl, outsideLink } from '../domain/links.ts';
import { readParams } from '../domain/params/validate.ts';
import { slackEffect } from '../integrations/slack/notify.ts';
import type { Db } from '../store/database/db.ts';
import { readDeliveryContext } from '../store/execution/deliveryContext.ts';
import type { PrepareEffect } from './execute.ts';

export interface NotifyDeps {
  db: Db;
  slack: { token: string; slackApiUrl: string | undefined } | undefined;
  /** Whether people act in Slack. */
  isSlackAnswered?: boolean | undefined;
  /** How reps reach Signoff; links in messages begin with it. */
  publicUrl: string;
}

/** Sends the rep a Slack message about the situation. */
export function notifyRep({ db, slack, isSlackAnswered, publicUrl }: NotifyDeps): PrepareEffect {
  return async (action) => {
    if (slack === undefined) throw new DeliveryError('permanent', 'no Slack token is configured');
    const { user } = await readDeliveryContext(db, action.user_id);
    const { company, deal } = action.subject;
    const { subject, body, companyName } = readParams('notify_rep', action.action_params);
    return slackEffect({
      client: slack,
      recipient: { slackUserId: user.slack_user_id, email: user.email },
      message: {
        company: company?.name ?? companyName,
        happened: subject ?? action.context_summary,
        summary: action.context_summary,
        body,
      },
      actionId: action.id,
      link: actionUrl(publicUrl, action.id),
      record: outsideLink(deal?.url) ?? outsideLink(company?.url),
      isAnswered: isSlackAnswered,
      since: action.created_at,
    });
  };
}
