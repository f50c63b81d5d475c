/** A file that goes with a mail. */
export interface MailAttachment {
  readonly fileName: string;
  /** Such as `application/pdf`. */
  readonly contentType: string;
  readonly content: Uint8Array;
  /** Set for a picture that the HTML shows as `cid:<contentId>`. */
  readonly contentId?: string;
}

/** What a mail says; to whom and as what it goes is the delivery's matter. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly MailAttachment[];
}
