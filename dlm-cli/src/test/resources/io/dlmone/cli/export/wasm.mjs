import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-web";
import { Student } from "./dlm-student.mjs";

const student = new Student(JSON.parse(readFileSync("export.json")), readFileSync("vocab.txt", "utf8"));
const session = await ort.InferenceSession.create("model.onnx");
const sources = readFileSync("sources.txt", "utf8").split("\n").slice(0, -1);
for (let first = 0; first < sources.length; first += 24) {
  const inputs = student.inputs(sources.slice(first, first + 24), 5, first, 2);
  const feed = Object.fromEntries(Object.entries(inputs).map(([k, v]) => [k, new ort.Tensor(v.type, v.data, v.dims)]));
  const { tokens } = await session.run(feed);
  const [rows, length] = tokens.dims;
  for (let i = 0; i < rows; i++) console.log(tokens.data.slice(i * length, (i + 1) * length).join(" "));
}
