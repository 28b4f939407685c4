package io.tidegate.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gate.Fatal;
import java.util.stream.Stream;
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

class CausesTest {

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
                Arguments.of(new StreamsException("x"), "Kafka failed: StreamsException"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void saysWhatIsWrong(Throwable failure, String words) {
        assertThat(Causes.explain(failure, "host:1")).contains(words);
    }
}
