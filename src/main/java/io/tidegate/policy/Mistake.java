package io.tidegate.policy;

import java.util.Optional;

/**
 * One thing wrong in a policy file.
 *
 * @param line from 1; 0: the file as a whole
 * @param key dotted path, for example {@code datasets.default.novelty.roles}; empty where no key is to blame
 * @param problem what is wrong and what would be right
 * @param nearest what was probably meant
 */
public record Mistake(int line, String key, String problem, Optional<String> nearest) {

    public Mistake {
        if (line < 0) {
            throw new IllegalArgumentException("lines count from 1, and " + line + " doesn't");
        }
    }

    /** The mistake in one line, behind the name of its file. */
    public String in(String file) {
        return file
                + (line > 0 ? ":" + line : "")
                + ": "
                + (key.isEmpty() ? "" : key + ": ")
                + problem
                + nearest.map(n -> " (did you mean " + n + "?)").orElse("");
    }
}
