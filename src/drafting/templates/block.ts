/** What is said of one trigger in one kind of action. A fact that nobody knows of does not compile, see template.ts. */
export interface Block<Facts> {
  /** To be raised with every change of its words: what people make of a draft is counted by it. */
  version: number;
  /** One line: an email's subject, a task's title, a message's heading. */
  subject: (facts: Facts) => string;
  body: (facts: Facts) => string;
}
