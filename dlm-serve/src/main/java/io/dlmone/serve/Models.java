package io.dlmone.serve;

import io.dlmone.error.DidYouMean;
import io.dlmone.error.ErrorId;
import io.dlmone.error.Problem;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * The models of a server.
 *
 * @param byName in the order in which they were given; the first is the one for requests that name none
 */
record Models(Map<String, ServedModel> byName) {

    Collection<ServedModel> all() {
        return byName.values();
    }

    Optional<ServedModel> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The model that a request names, or the first; one that is not there is noted. */
    Optional<ServedModel> of(Fields fields) {
        Optional<String> name = fields.text("model");
        if (name.isEmpty()) {
            return byName.values().stream().findFirst();
        }
        Optional<ServedModel> model = named(name.get());
        if (model.isEmpty()) {
            fields.add(unknown(name.get()));
        }
        return model;
    }

    Problem unknown(String name) {
        return new Problem(
                ErrorId.MODEL_1,
                Fields.SETTING + "model",
                "one of " + String.join(", ", byName.keySet()),
                "'" + (name.length() > 60 ? name.substring(0, 59) + "…" : name) + "'",
                DidYouMean.hint(name, byName.keySet()) + "/v1/models has the models of this server.");
    }
}
