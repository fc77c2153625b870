/** A bucket and what it holds. State: written to by the operations of this folder alone. */
export interface StoredObject {
  readonly body: Uint8Array;
  /** With its quotes. */
  readonly etag: string;
  readonly lastModified: number;
  readonly contentType: string;
  /** `x-amz-meta-*` and the standard headers that are given back with the object. */
  readonly headers: Readonly<Record<string, string>>;
  /** The checksum header that came with the object, e.g. `x-amz-checksum-crc32`. */
  readonly checksum?: readonly [header: string, value: string];
}

export interface UploadedPart {
  readonly body: Uint8Array;
  readonly etag: string;
  readonly lastModified: number;
}

export interface MultipartUpload {
  readonly id: string;
  readonly key: string;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, UploadedPart>;
}

export interface Bucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly created: number;
  readonly objects: Map<string, StoredObject>;
  readonly uploads: Map<string, MultipartUpload>;
}
