/** What is said of one trigger in one kind of action. A fact that nobody knows of does not compile, see template.ts. */
export interface Block<Facts> {
  /** One line: an email's subject, a task's title, a message's heading. */
  subject: (facts: Facts) => string;
  body: (facts: Facts) => string;
}
