/**
 * An error that AWS would answer. Operations throw it, and the edge of each service turns it into that service's
 * wire shape, in one place. Anything else that is thrown is a bug of the stand-in.
 */
export class ApiError extends Error {
  /** HTTP status. */
  readonly status: number;
  /** As the service names it, e.g. `ResourceNotFoundException` or `NoSuchKey`. */
  readonly code: string;
  /** Further members of the error body, e.g. S3's `BucketName`. */
  readonly members: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    code: string,
    message: string,
    more: {
      readonly members?: Readonly<Record<string, string>>;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.members = more.members ?? {};
    this.headers = more.headers ?? {};
  }
}
