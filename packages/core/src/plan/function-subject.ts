/** Which function an action is about. */
export interface FunctionSubject {
  readonly service: string;
  readonly logicalId: string;
  /** Absent where the name could not be found out. */
  readonly physicalName?: string;
}
