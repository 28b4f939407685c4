package io.tidegate.policy;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A stretch of accepted samples that ends with the newest. */
public sealed interface History {

    /** The word for {@link All}. */
    String EVERYTHING = "all";

    /** What the text form may be, for messages. */
    static String forms(int mostSamples) {
        return "a number of accepted samples from 1 to " + mostSamples + ", a time from 1s to " + For.MOST.toDays()
                + "d such as 30d, 24h, 90m or 45s, or " + EVERYTHING;
    }

    /**
     * The last accepted samples.
     *
     * @param samples how many, from 1 to 1,000,000,000
     */
    record Last(int samples) implements History {

        static final int MOST = 1_000_000_000;
        private static final Pattern TEXT = Pattern.compile("[0-9]{1,10}");

        public Last {
            if (samples < 1 || samples > MOST) {
                throw new IllegalArgumentException(samples + " samples are not from 1 to " + MOST);
            }
        }

        @Override
        public String toString() {
            return Integer.toString(samples);
        }
    }

    /**
     * Those accepted within a time that ends with the newest record's.
     *
     * @param duration of record time: whole seconds, from 1 second to 100 years of 365 days
     */
    record For(Duration duration) implements History {

        private static final Duration MOST = Duration.ofDays(100 * 365);

        private record Unit(String letter, long seconds) {}

        private static final List<Unit> UNITS =
                List.of(new Unit("d", 86_400), new Unit("h", 3_600), new Unit("m", 60), new Unit("s", 1));

        public For {
            boolean whole = duration.truncatedTo(ChronoUnit.SECONDS).equals(duration);
            if (!whole || duration.toSeconds() < 1 || duration.compareTo(MOST) > 0) {
                throw new IllegalArgumentException(
                        duration + " is not from 1s to " + MOST.toDays() + "d in whole seconds");
            }
        }

        /** In the largest unit that leaves no rest. */
        @Override
        public String toString() {
            Unit unit = UNITS.stream()
                    .filter(u -> duration.toSeconds() % u.seconds() == 0)
                    .findFirst()
                    .orElseThrow();
            return duration.toSeconds() / unit.seconds() + unit.letter();
        }
    }

    /** Every accepted sample. */
    record All() implements History {

        @Override
        public String toString() {
            return EVERYTHING;
        }
    }

    /** Reads a time alone: {@code 30d}, {@code 24h}, {@code 90m}, {@code 45s}, also {@code P30D}. */
    static Optional<Duration> time(String text) {
        return of(text).filter(For.class::isInstance).map(history -> ((For) history).duration());
    }

    /** Reads the text form, which {@code toString} writes: {@code 10000000}, {@code 30d}, also {@code P30D}, or {@code all}. */
    static Optional<History> of(String text) {
        try {
            if (text.equals(EVERYTHING)) {
                return Optional.of(new All());
            }
            if (Last.TEXT.matcher(text).matches()) {
                return Optional.of(new Last(Integer.parseInt(text)));
            }
            String iso = text.startsWith("P") ? text : (text.endsWith("d") ? "P" : "PT") + text;
            return Optional.of(new For(Duration.parse(iso)));
        } catch (DateTimeParseException | IllegalArgumentException e) { // NumberFormatException is of the second kind
            return Optional.empty();
        }
    }
}
