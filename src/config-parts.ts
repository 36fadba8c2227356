import { z } from "zod";

/** Ids are text, also where YAML reads a number. */
export const Named = z.union([z.string().min(1), z.int().transform(String)]);

/** YAML 1.2 reads `on` and `off` as words, other tools write true and false. */
export const Switch = z
  .union([z.boolean(), z.enum(["on", "off"])], "expected on or off")
  .transform((value) => value === true || value === "on");
