package io.tidegate.observe;

import java.util.List;

/**
 * Every metric that {@code /metrics} shows. Names and labels are part of the contract: dashboards and alerts go by them.
 *
 * <p>The label {@code dataset} is a name, or {@code other} for all that have no label of their own. What happens
 * for some seconds comes with a gauge of its name and {@code _max}: the longest of the last minutes.
 */
public enum Metric {
    RECORDS("tidegate_records_total", Type.COUNTER, List.of("dataset", "verdict"), "Records decided"),
    REFUSALS(
            "tidegate_refusals_total",
            Type.COUNTER,
            List.of("dataset", "rule"),
            "Records that broke a rule; one record can break several"),
    SCORE("tidegate_score", Type.HISTOGRAM, List.of("score"), "Scores of the records judged, in [0, 1]"),
    DECISION_LATENCY(
            "tidegate_decision_latency_seconds",
            Type.HISTOGRAM,
            List.of(),
            "Time from the producer's timestamp to the decision; without records that waited in escrow"),
    SYNTHETIC_SHARE(
            "tidegate_synthetic_share",
            Type.GAUGE,
            List.of("dataset"),
            "Synthetic share of what was accepted, in [0, 1]; NaN until known"),
    SYNTHETIC_SHARE_LIMIT(
            "tidegate_synthetic_share_limit",
            Type.GAUGE,
            List.of("dataset"),
            "Largest synthetic share that the policy allows, in [0, 1]; NaN where it sets none"),
    HELD("tidegate_held_records", Type.GAUGE, List.of(), "Records that wait in escrow"),
    HELD_BYTES("tidegate_held_bytes", Type.GAUGE, List.of(), "Bytes of the records that wait in escrow"),
    HELD_AGE(
            "tidegate_held_age_seconds",
            Type.GAUGE,
            List.of(),
            "Time since the first of the records that wait in escrow came; 0 if none waits"),
    HELD_TOTAL("tidegate_held_total", Type.COUNTER, List.of(), "Records that began to wait in escrow"),
    RELEASED(
            "tidegate_released_total",
            Type.COUNTER,
            List.of("verdict"),
            "Records that left escrow; those let go without room are refused as escrow-expired"),
    INDEX_BYTES("tidegate_index_bytes", Type.GAUGE, List.of(), "Memory that the novelty index holds"),
    INDEX_LIMIT_BYTES(
            "tidegate_index_limit_bytes",
            Type.GAUGE,
            List.of(),
            "Memory that the novelty index may hold; the gate stops when it needs more"),
    INDEX_FULL(
            "tidegate_index_full_seconds",
            Type.GAUGE,
            List.of(),
            "Time until the novelty index has used up its memory at the present rate; +Inf where it doesn't grow"),
    LAG(
            "tidegate_lag_records",
            Type.GAUGE,
            List.of(),
            "Records that wait to be read by this instance; NaN until known"),
    RUNNING("tidegate_running", Type.GAUGE, List.of(), "1 while records are being decided, else 0"),
    BUILD("tidegate_build_info", Type.GAUGE, List.of("version"), "The program's version; always 1"),
    POLICY(
            "tidegate_policy_info",
            Type.GAUGE,
            List.of("policy"),
            "Fingerprint of the policy and the judges that decide; always 1"),

    MEMORY_USED("jvm_memory_used_bytes", Type.GAUGE, List.of("area"), "Memory in use, heap and nonheap"),
    MEMORY_MAX("jvm_memory_max_bytes", Type.GAUGE, List.of("area"), "Memory that can be used, heap only"),
    GC_PAUSE(
            "jvm_gc_pause_seconds",
            Type.SUMMARY,
            List.of("gc"),
            "Pauses for garbage collection; absent until the first"),
    THREADS("jvm_threads_live_threads", Type.GAUGE, List.of(), "Live threads"),
    CPU("process_cpu_usage", Type.GAUGE, List.of(), "Part of all processors that this process uses, in [0, 1]"),
    FILES_OPEN("process_files_open_files", Type.GAUGE, List.of(), "Open file descriptors"),
    FILES_MAX("process_files_max_files", Type.GAUGE, List.of(), "File descriptors that may be open"),
    UPTIME("process_uptime_seconds", Type.GAUGE, List.of(), "Time since the process started");

    /** As Prometheus names it. */
    public enum Type {
        COUNTER,
        GAUGE,
        HISTOGRAM,
        SUMMARY
    }

    private final String id;
    private final Type type;

    @SuppressWarnings("ImmutableEnumChecker") // always List.of
    private final List<String> labels;

    private final String meaning;

    Metric(String id, Type type, List<String> labels, String meaning) {
        this.id = id;
        this.type = type;
        this.labels = labels;
        this.meaning = meaning;
    }

    /** The name in Prometheus. */
    public String id() {
        return id;
    }

    /** The name in Micrometer, which puts the name in Prometheus together from it. */
    String meter() {
        return id.replace('_', '.');
    }

    public Type type() {
        return type;
    }

    public List<String> labels() {
        return labels;
    }

    /** What it says, with unit and range. */
    public String meaning() {
        return meaning;
    }
}
