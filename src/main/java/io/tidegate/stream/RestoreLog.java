package io.tidegate.stream;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs what memory is read back from Kafka; of partitions that lack nothing it is silent. */
final class RestoreLog implements StateRestoreListener {

    private static final Logger LOG = LoggerFactory.getLogger(RestoreLog.class);

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long start, long end) {
        if (end > start) {
            about("restore", changelog, store)
                    .addKeyValue("offsets", end - start)
                    .log("reading {} back, from offset {} to {}", changelog, start, end);
        }
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long end, long records) {}

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long records) {
        if (records > 0) {
            about("restored", changelog, store)
                    .addKeyValue("records", records)
                    .log("read {} back: {} records", changelog, records);
        }
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long records) {
        about("restore-suspended", changelog, store)
                .addKeyValue("records", records)
                .log("reading {} back stopped after {} records, as another instance takes it over", changelog, records);
    }

    private static LoggingEventBuilder about(String event, TopicPartition changelog, String store) {
        return LOG.atInfo()
                .addKeyValue("event", event)
                .addKeyValue("store", store)
                .addKeyValue("partition", changelog.partition());
    }
}
