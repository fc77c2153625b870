/** What a statement of a policy template allows. Resources are `*` or ARNs such as `arn:*:sqs:*:*:{queueName}`. */
export interface TemplateStatement {
  /** Several actions, written as a list. */
  readonly actions?: string;
  /** One action, written alone. */
  readonly action?: string;
  readonly resource?: string;
  readonly resources?: readonly string[];
  /** A condition key that must equal this resource. */
  readonly equal?: { readonly key: string; readonly resource: string };
}

/** `*` in an ARN's partition, region or account is the stack's own; `{name}` is the parameter of that name. */
export interface PolicyTemplate {
  /** Names, separated by blanks. All are required. */
  readonly parameters: string;
  readonly statements: readonly TemplateStatement[];
}

export type PolicyTemplates = Readonly<Record<string, PolicyTemplate>>;
