package io.tidegate.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a gate's metrics said at one moment.
 *
 * @param nanos when, by a clock that only runs forward
 */
record Scrape(long nanos, List<Sample> samples) {

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})?\\s+(\\S+)(?:\\s+-?\\d+)?");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** A number with its name and labels. */
    record Sample(String name, Map<String, String> labels, double value) {

        String label(String key) {
            return labels.getOrDefault(key, "");
        }
    }

    Scrape {
        samples = List.copyOf(samples);
    }

    /** Reads Prometheus' text format; lines that are none of it are passed over. */
    static Scrape parse(long nanos, String text) {
        List<Sample> samples = new ArrayList<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            Matcher matcher = LINE.matcher(line.strip());
            if (matcher.matches()) {
                number(matcher.group(3))
                        .ifPresent(value -> samples.add(
                                new Sample(matcher.group(1), labels(String.valueOf(matcher.group(2))), value)));
            }
        });
        return new Scrape(nanos, samples);
    }

    private static OptionalDouble number(String text) {
        try {
            return OptionalDouble.of(
                    switch (text) {
                        case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
                        case "-Inf" -> Double.NEGATIVE_INFINITY;
                        default -> Double.parseDouble(text);
                    });
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        Matcher matcher = LABEL.matcher(text);
        while (matcher.find()) {
            labels.put(
                    matcher.group(1),
                    matcher.group(2).replace("\\\"", "\"").replace("\\n", " ").replace("\\\\", "\\"));
        }
        return labels;
    }

    /** The sum of a metric's samples; NaN if there are none. */
    double sum(String name, Predicate<Sample> which) {
        double sum = 0;
        boolean any = false;
        for (Sample sample : samples) {
            if (sample.name().equals(name) && which.test(sample)) {
                sum += sample.value();
                any = true;
            }
        }
        return any ? sum : Double.NaN;
    }

    double sum(String name) {
        return sum(name, sample -> true);
    }

    /** The sums by one label. */
    Map<String, Double> by(String name, String label) {
        Map<String, Double> sums = new TreeMap<>();
        for (Sample sample : samples) {
            if (sample.name().equals(name)) {
                sums.merge(sample.label(label), sample.value(), Double::sum);
            }
        }
        return sums;
    }
}
