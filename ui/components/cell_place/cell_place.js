// Takes the place that the page has decided on to the explorer of the same key.

import { decide } from "../cell_explorer/places.js";

export default function ({ data }) {
  decide(data.key, data.at);
}
