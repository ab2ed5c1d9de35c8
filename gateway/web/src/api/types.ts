/** Reads the generated `schema.d.ts`: what a call takes and what it answers, by path and method. */
import type { components, paths } from "./schema";

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** The paths that have a method. */
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, infer Operation> ? (Operation extends object ? P : never) : never;
}[keyof paths];

type OperationOf<M extends Method, P extends PathOf<M>> = paths[P] extends Record<M, infer Operation> ? Operation : never;

type Parameters_<O> = O extends { parameters: infer Parameters } ? Parameters : never;
type Places<O> = Parameters_<O> extends { path: infer Path } ? Path : never;
type Query<O> = Parameters_<O> extends { query?: infer Q } ? Exclude<Q, undefined> : never;
type JsonBody<O> = O extends { requestBody?: infer B }
  ? Exclude<B, undefined> extends { content: { "application/json": infer Json } }
    ? Json
    : never
  : never;
type Success<R> = R extends Record<number, unknown> ? R[Extract<keyof R, 200 | 201 | 202 | 204>] : never;

type Given<Name extends string, T> = [T] extends [never] ? Partial<Record<Name, never>> : Record<Name, T>;
type Offered<Name extends string, T> = [T] extends [never] ? Partial<Record<Name, never>> : Partial<Record<Name, T>>;

/** What a call must be given: places of the path, a query, a JSON body. */
export type Asked<M extends Method, P extends PathOf<M>> = Given<"path", Places<OperationOf<M, P>>> &
  Offered<"query", Query<OperationOf<M, P>>> &
  Offered<"body", JsonBody<OperationOf<M, P>>>;

/** What a call answers: the JSON of its success, or nothing. */
export type Answered<M extends Method, P extends PathOf<M>> =
  OperationOf<M, P> extends { responses: infer R }
    ? Success<R> extends { content: { "application/json": infer Json } }
      ? Json
      : undefined
    : undefined;

/** A schema by its name, for example `Schema<"certificate.ApplicationAnswer">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];
