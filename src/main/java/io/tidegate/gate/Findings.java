package io.tidegate.gate;

import io.tidegate.sample.Source;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What breaks the law: how much of each kind, and the first so many of all. */
public final class Findings {

    /** Ways in which the law can be broken. */
    public enum Kind {
        /** A record was read and left by neither topic. */
        LOST,
        /** A record left more than once. */
        TWICE,
        /** What lies in a topic is no decision on a record of samples, or lies in the wrong topic. */
        MADE_UP,
        /** A record left with other bytes, key, headers or timestamp than it came with. */
        CHANGED,
        /** The decisions of a scope aren't numbered one after the other, or don't lie in that order. */
        ORDER,
        /** The verdict isn't the one that the policy gives. */
        VERDICT
    }

    /**
     * One of them.
     *
     * @param where topic, partition and offset of what is wrong
     * @param what is wrong with it
     */
    public record Finding(Kind kind, String where, String what) {}

    private final int most;
    private final List<Finding> first = new ArrayList<>();
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);

    /** @param most that are kept; all are counted */
    public Findings(int most) {
        this.most = most;
    }

    void add(Kind kind, Source at, String what) {
        add(kind, text(at), what);
    }

    /** A place as findings name it. */
    static String text(Source place) {
        return place.topic() + "-" + place.partition() + "@" + place.offset();
    }

    void add(Kind kind, String where, String what) {
        counts.merge(kind, 1L, Long::sum);
        if (!full()) {
            first.add(new Finding(kind, where, what));
        }
    }

    /** Whether further ones are only counted. */
    boolean full() {
        return first.size() >= most;
    }

    /** The first ones. */
    public List<Finding> first() {
        return Collections.unmodifiableList(first);
    }

    /** How many there are of each kind that there is. */
    public Map<Kind, Long> counts() {
        return Collections.unmodifiableMap(counts);
    }

    /** How many there are. */
    public long count() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
