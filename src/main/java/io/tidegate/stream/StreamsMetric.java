package io.tidegate.stream;

/**
 * What Kafka Streams says of itself, one number for this instance: a sum, mean, largest or count over its threads, tasks, stores
 * and clients. So there are as many numbers with one partition as with a thousand.
 */
public enum StreamsMetric {
    /** Records that wait to be read, as far as consumers know; those of changelogs, which a restore reads, are none. */
    LAG("consumer-fetch-manager-metrics", "records-lag", Over.SUM),
    /** Stream threads that are alive. */
    THREADS("stream-metrics", "alive-stream-threads", Over.SUM),
    /** Stream threads that an exception ended. */
    THREADS_FAILED("stream-metrics", "failed-stream-threads", Over.INCREASES),
    /** Partitions that the group gave to this instance, re-keyed ones included. */
    PARTITIONS("consumer-coordinator-metrics", "assigned-partitions", Over.SUM),
    /** Tasks of this instance, those that restore included. */
    TASKS("stream-task-metrics", "restore-remaining-records-total", Over.COUNT),
    /** Tasks that read their memory back from Kafka. */
    TASKS_RESTORING("stream-state-updater-metrics", "active-restoring-tasks", Over.SUM),
    /** Records of changelogs that are still to be read back. */
    RESTORE_REMAINING("stream-task-metrics", "restore-remaining-records-total", Over.SUM),
    RESTORED("stream-task-metrics", "restore-total", Over.INCREASES),
    /** Records that Streams skipped: none ever should be. */
    DROPPED("stream-task-metrics", "dropped-records-total", Over.INCREASES),
    /** Part of their time that threads process, in [0, 1]. */
    PROCESS_RATIO("stream-thread-metrics", "process-ratio", Over.MEAN),
    /** Part of their time that threads commit, in [0, 1]. */
    COMMIT_RATIO("stream-thread-metrics", "commit-ratio", Over.MEAN),
    COMMITS("stream-thread-metrics", "commit-total", Over.INCREASES),
    /** The longest commit of the last minute, in milliseconds. */
    COMMIT_MILLIS("stream-thread-metrics", "commit-latency-max", Over.MAX),
    REBALANCES("consumer-coordinator-metrics", "rebalance-total", Over.INCREASES),
    /** Time that rebalances took, in milliseconds. */
    REBALANCE_MILLIS("consumer-coordinator-metrics", "rebalance-latency-total", Over.INCREASES),
    /** Records that could not be sent, of transactions that were aborted for it. */
    SEND_ERRORS("producer-metrics", "record-error-total", Over.INCREASES),
    /** Bytes that RocksDB gathers before it writes a file. */
    ROCKSDB_MEMTABLES("stream-state-metrics", "size-all-mem-tables", Over.SUM),
    /** Bytes in RocksDB's cache, which all stores share; memtables count there, too. */
    ROCKSDB_CACHE("stream-state-metrics", "block-cache-usage", Over.MAX),
    /** Bytes that RocksDB holds to find its way in files, outside of its cache. */
    ROCKSDB_READERS("stream-state-metrics", "estimate-table-readers-mem", Over.SUM),
    /** Bytes of RocksDB's files. */
    ROCKSDB_FILES("stream-state-metrics", "total-sst-files-size", Over.SUM),
    /** Errors of RocksDB in the background: none ever should be. */
    ROCKSDB_ERRORS("stream-state-metrics", "background-errors", Over.SUM);

    /** How one number is made of many. */
    enum Over {
        SUM,
        MEAN,
        MAX,
        COUNT,
        /** The sum of all increases that were seen: it never falls, though what it is counted by may go. */
        INCREASES
    }

    private final String group;
    private final String kafkaName;
    private final Over over;

    StreamsMetric(String group, String kafkaName, Over over) {
        this.group = group;
        this.kafkaName = kafkaName;
        this.over = over;
    }

    /** The group of Kafka's metric. */
    String group() {
        return group;
    }

    /** The name of Kafka's metric. */
    String kafkaName() {
        return kafkaName;
    }

    Over over() {
        return over;
    }
}
