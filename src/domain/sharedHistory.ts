/** What a contact knows of us as well as we do: the only past that an email to him may speak of. */
export interface SharedHistory {
  /** What the last meeting with him was called. */
  meeting?: string;
  /** What was agreed on with him, in words that he may read. */
  nextStep?: string;
  /** The last email between him and us. */
  thread?: Thread;
  /** For the tone; never said. */
  jobTitle?: string;
  /** What is known of his deal and must not be said: whatever names one of these is not spoken of. */
  secrets?: readonly string[];
}

/** An email that is answered. */
export interface Thread {
  /** Its Message-ID, in angle brackets (RFC 5322, section 3.6.4). */
  messageId: string;
  subject: string;
}

/** A Message-ID: printable ASCII, short enough for one line of a header, with nothing in it that could end one. */
export const MESSAGE_ID = /^<[!-;=?A-~]{1,240}@[!-;=?A-~]{1,240}>$/;
