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
    ARRIVALS(
            "tidegate_arrivals_total",
            Type.COUNTER,
            List.of("way"),
            "Records that came to be decided: placed where they lay, or rekeyed, as they were not under their scope's key"),
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
    GENERATOR_SHARE(
            "tidegate_generator_share",
            Type.GAUGE,
            List.of("dataset"),
            "Largest part of what was accepted that one model wrote, in [0, 1]; NaN until known"),
    GENERATIONS(
            "tidegate_generations_total",
            Type.COUNTER,
            List.of("generation"),
            "Records accepted, by generation: 0 for human text; 3 stands for all from the third on"),
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

    STREAMS_THREADS("tidegate_streams_threads", Type.GAUGE, List.of(), "Stream threads that are alive"),
    STREAMS_THREADS_FAILED(
            "tidegate_streams_threads_failed_total", Type.COUNTER, List.of(), "Stream threads that an exception ended"),
    STREAMS_PARTITIONS(
            "tidegate_streams_partitions",
            Type.GAUGE,
            List.of(),
            "Partitions that this instance was given, those of the re-keying topic included"),
    STREAMS_TASKS("tidegate_streams_tasks", Type.GAUGE, List.of(), "Tasks, those that restore included"),
    STREAMS_TASKS_RESTORING(
            "tidegate_streams_tasks_restoring", Type.GAUGE, List.of(), "Tasks that read their memory back from Kafka"),
    STREAMS_RESTORE_REMAINING(
            "tidegate_streams_restore_remaining_records",
            Type.GAUGE,
            List.of(),
            "Records of changelogs that are still to be read back"),
    STREAMS_RESTORED(
            "tidegate_streams_restored_total", Type.COUNTER, List.of(), "Records of changelogs that were read back"),
    STREAMS_DROPPED(
            "tidegate_streams_dropped_total",
            Type.COUNTER,
            List.of(),
            "Records that Kafka Streams skipped; 0 unless something is wrong"),
    STREAMS_PROCESS_RATIO(
            "tidegate_streams_process_ratio",
            Type.GAUGE,
            List.of(),
            "Part of their time that threads process, in [0, 1]; mean over threads"),
    STREAMS_COMMIT_RATIO(
            "tidegate_streams_commit_ratio",
            Type.GAUGE,
            List.of(),
            "Part of their time that threads commit, in [0, 1]; mean over threads"),
    STREAMS_COMMITS("tidegate_streams_commits_total", Type.COUNTER, List.of(), "Commits of threads"),
    STREAMS_COMMIT(
            "tidegate_streams_commit_seconds", Type.GAUGE, List.of(), "Longest commit of the last minute; NaN if none"),
    STREAMS_REBALANCES("tidegate_streams_rebalances_total", Type.COUNTER, List.of(), "Rebalances of threads"),
    STREAMS_REBALANCE(
            "tidegate_streams_rebalance_seconds_total",
            Type.COUNTER,
            List.of(),
            "Time that threads spent in rebalances"),
    STREAMS_SEND_ERRORS(
            "tidegate_streams_send_errors_total",
            Type.COUNTER,
            List.of(),
            "Records that could not be sent; their transaction is tried again"),
    ROCKSDB_MEMTABLES(
            "tidegate_streams_rocksdb_memtables_bytes",
            Type.GAUGE,
            List.of(),
            "Memory in which RocksDB gathers before it writes a file"),
    ROCKSDB_CACHE(
            "tidegate_streams_rocksdb_cache_bytes",
            Type.GAUGE,
            List.of(),
            "Memory in RocksDB's cache, which all partitions share; memtables count there, too"),
    ROCKSDB_READERS(
            "tidegate_streams_rocksdb_readers_bytes",
            Type.GAUGE,
            List.of(),
            "Memory by which RocksDB finds its way in files, outside of its cache"),
    ROCKSDB_FILES("tidegate_streams_rocksdb_files_bytes", Type.GAUGE, List.of(), "Size of RocksDB's files"),
    ROCKSDB_ERRORS(
            "tidegate_streams_rocksdb_errors",
            Type.GAUGE,
            List.of(),
            "Errors of RocksDB in the background; 0 unless something is wrong"),

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
    START_TIME(
            "process_start_time_seconds",
            Type.GAUGE,
            List.of(),
            "When the process started, in seconds since the epoch; it changes with each restart");

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

    /** Whether Kafka Streams knows it. */
    boolean isOfStreams() {
        return this == LAG || id.startsWith("tidegate_streams_");
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
