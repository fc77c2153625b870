/** One secret of Secrets Manager; its current value alone. */
export interface Secret {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly arn: string;
  readonly value: string;
  readonly versionId: string;
  /** Milliseconds since 1970. */
  readonly created: number;
}

export interface SecretStore {
  /** By name or ARN. */
  find(account: string, region: string, nameOrArn: string): Secret | undefined;
  put(secret: Secret): void;
  remove(secret: Secret): void;
}

export function createSecretStore(): SecretStore {
  const secrets = new Map<string, Secret>();
  return {
    find: (account, region, nameOrArn) =>
      [...secrets.values()].find(
        (each) =>
          each.account === account && each.region === region && (each.name === nameOrArn || each.arn === nameOrArn),
      ),
    put: (secret) => void secrets.set(secret.arn, secret),
    remove: (secret) => void secrets.delete(secret.arn),
  };
}
