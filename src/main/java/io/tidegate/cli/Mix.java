package io.tidegate.cli;

import io.tidegate.policy.Nearest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a made-up stream consists of.
 *
 * @param human samples, at least 1
 * @param synthetic samples, not negative
 * @param generations of models that write the synthetic ones, at least 1
 * @param seed of all randomness: the same mix is the same stream
 * @param dataset that the samples name, if they name one
 */
record Mix(int human, int synthetic, int generations, long seed, Optional<String> dataset) {

    private static final String EXAMPLE = "human=1000,synthetic=3000,seed=7";
    private static final Set<String> KEYS = Set.of("human", "synthetic", "generations", "seed", "dataset");
    private static final int MOST = 10_000_000;
    private static final int GENERATIONS = 10;

    /**
     * Reads {@code human=1000,synthetic=3000}, and {@code generations=10}, {@code seed=7} and {@code dataset=name} if they
     * are there.
     *
     * @throws Failure with what is wrong
     */
    static Mix parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw wrong("'" + part + "' is no KEY=VALUE");
            }
            String key = part.substring(0, equals).strip();
            if (!KEYS.contains(key)) {
                throw wrong("there is no key '" + key + "'"
                        + Nearest.of(key, KEYS)
                                .map(near -> ": did you mean " + near + "?")
                                .orElse(""));
            }
            if (values.put(key, part.substring(equals + 1).strip()) != null) {
                throw wrong(key + " is there twice");
            }
        }
        if (!values.containsKey("human") || !values.containsKey("synthetic")) {
            throw wrong("say how many samples of each: human=N,synthetic=N");
        }
        Mix mix = new Mix(
                (int) whole(values, "human", 1, MOST, 0),
                (int) whole(values, "synthetic", 0, MOST, 0),
                (int) whole(values, "generations", 1, MOST, GENERATIONS),
                whole(values, "seed", Long.MIN_VALUE, Long.MAX_VALUE, 1),
                Optional.ofNullable(values.get("dataset")));
        if (mix.human() <= mix.generations()) {
            throw wrong("there must be more human samples than generations (" + mix.generations()
                    + "), as each begins with new ones");
        }
        return mix;
    }

    private static long whole(Map<String, String> values, String key, long least, long most, long otherwise) {
        String value = values.get(key);
        if (value == null) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) { // said below
        }
        throw wrong(key + " is a whole number"
                + (least == Long.MIN_VALUE ? "" : " from " + least + " to " + most)
                + ", not '" + value + "'");
    }

    private static Failure wrong(String what) {
        return Failure.usage("--mix: " + what + " (for example: --mix " + EXAMPLE + ")");
    }

    /** Samples in all. */
    int samples() {
        return human + synthetic;
    }
}
