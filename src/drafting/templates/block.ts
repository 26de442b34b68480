/** What is said of one trigger in one kind of action: two Liquid templates. */
export interface Block {
  /** One line: an email's subject, a task's title, a message's heading. */
  subject: string;
  body: string;
}
