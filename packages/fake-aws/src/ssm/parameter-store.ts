/** One parameter of SSM's Parameter Store. */
export interface StoredParameter {
  readonly account: string;
  readonly region: string;
  /** With its leading slash, if it has one. */
  readonly name: string;
  readonly type: 'String' | 'StringList' | 'SecureString';
  /** As it was put, for SecureString too: the stand-in encrypts nothing. */
  readonly value: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
}

export interface ParameterStore {
  get(account: string, region: string, name: string): StoredParameter | undefined;
  /** Sorted by name. */
  list(account: string, region: string): readonly StoredParameter[];
  put(parameter: StoredParameter): void;
  remove(account: string, region: string, name: string): boolean;
}

export function createParameterStore(): ParameterStore {
  const parameters = new Map<string, StoredParameter>();
  const key = (account: string, region: string, name: string) => `${account} ${region} ${name}`;
  return {
    get: (account, region, name) => parameters.get(key(account, region, name)),
    list: (account, region) =>
      [...parameters.values()]
        .filter((each) => each.account === account && each.region === region)
        .sort((one, other) => (one.name < other.name ? -1 : 1)),
    put: (parameter) => void parameters.set(key(parameter.account, parameter.region, parameter.name), parameter),
    remove: (account, region, name) => parameters.delete(key(account, region, name)),
  };
}
