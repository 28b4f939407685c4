package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Fatal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.RocksDBException;

class CausesTest {

    private static final StreamSettings SETTINGS = new StreamSettings(
            "host:1", "gate", Topics.of("t"), Path.of("state"), 1, Duration.ofMillis(100), 1_000, 1, Map.of());

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        new StreamsException("task", new Fatal("our own words", new TimeoutException())),
                        "our own words"),
                Arguments.of(new SslAuthenticationException("handshake"), "kafka.ssl."),
                Arguments.of(new SaslAuthenticationException("no"), "refused the credentials"),
                Arguments.of(new TopicAuthorizationException("no access"), "allows this user too little"),
                Arguments.of(new StreamsException(new FencedInstanceIdException("x")), "give each its own state-dir"),
                Arguments.of(new StreamsException(new InvalidReplicationFactorException("x")), "replication-factor"),
                Arguments.of(new StreamsException(new RecordTooLargeException("x")), "smaller records"),
                Arguments.of(new MissingSourceTopicException("x"), "A topic is missing"),
                Arguments.of(
                        new TimeoutException("not present", new UnknownTopicOrPartitionException()),
                        "A topic is missing"),
                Arguments.of(new TimeoutException("x"), "No Kafka broker answers at host:1"),
                Arguments.of(
                        new StreamsException(new IllegalStateException("x")), "A bug of ours: java.lang.IllegalState"),
                Arguments.of(
                        new StreamsException(new RocksDBException("No space left on device")),
                        "memory on disk in state/gate can't be used. If the disk is full or can't be written, mend that"),
                Arguments.of(
                        new StreamsException(new OutOfMemoryError("Java heap space")),
                        "The gate ran out of memory, with a heap of "),
                Arguments.of(new StreamsException("x"), "Kafka failed: StreamsException: x"),
                Arguments.of(
                        new StreamsException("no commit", new StreamsException("y", new KafkaException("old epoch"))),
                        "Kafka failed: StreamsException: no commit, because of KafkaException: old epoch"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void saysWhatIsWrong(Throwable failure, String words) {
        assertThat(Causes.explain(failure, SETTINGS)).contains(words);
    }
}
