/** How to write to somebody by what he does. */

export interface Manner {
  /** How long a conversation is asked for. */
  minutes: number;
  /** What he may expect of it. */
  promise: string;
  /** Beside the tone of the situation, for the reviewer. */
  tone?: string;
}

const EXECUTIVE =
  /\b(ceo|cfo|coo|cto|cio|cmo|cro|chro|chief|president|founder|co-?founder|owner|partner|vp|svp|evp|managing director|general manager)\b/i;
const BUYER = /\b(procurement|purchas\w*|buyer|sourcing|finance|financial|controller|legal|counsel|contracts?)\b/i;
const TECHNICAL =
  /\b(engineer\w*|developer|architect|devops|sre|security|it|infrastructure|platform|data|software|technical|technology|systems?|administrator)\b/i;

/** Who decides has little time, who builds wants details, who buys wants it in writing. The first that his job title tells. */
export function mannerFor(jobTitle: string | undefined): Manner {
  const title = (jobTitle ?? '').slice(0, 200);
  // A vice president is no president, but as busy as one.
  if (EXECUTIVE.test(title))
    return { minutes: 15, promise: 'I will keep to what matters for a decision.', tone: 'brief' };
  if (BUYER.test(title))
    return { minutes: 20, promise: 'I will send you everything in writing beforehand.', tone: 'thorough' };
  if (TECHNICAL.test(title))
    return { minutes: 30, promise: 'I will bring the technical details and plain answers.', tone: 'precise' };
  return { minutes: 20, promise: 'I will come prepared and keep it practical.' };
}
