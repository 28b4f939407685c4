package io.tidegate.sample;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What is wrong with a document, the first problem of each of its top-level fields. They are kept apart because a problem
 * counts only if the field does: which shape wins is known only at the end.
 */
final class Problems {

    /** Stands for the document as a whole, where a field's name would. */
    static final String DOCUMENT = "";

    private final Map<String, String> firstByField = new HashMap<>();

    /** Notes a problem of a field. The words are asked for only if it is the field's first. */
    void note(String field, Supplier<String> detail) {
        firstByField.computeIfAbsent(field, first -> detail.get());
    }

    /** The problem of the first of these fields that has one. */
    Optional<String> firstOf(List<String> fields) {
        for (String field : fields) {
            String detail = firstByField.get(field);
            if (detail != null) {
                return Optional.of(detail);
            }
        }
        return Optional.empty();
    }
}
