import { createContext } from 'svelte';

/** What the inputs of a form may ask about the data they are for. */
export interface FormContext {
  /** Names of the fields of the data. */
  fields(): readonly string[];
}

export const [getForm, setForm] = createContext<FormContext>();

/** Writes what is at a path of keys; undefined takes it out. */
export type OnEdit = (path: readonly string[], value: unknown) => void;
