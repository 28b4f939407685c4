package io.tidegate.cli;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.slf4j.event.KeyValuePair;

/**
 * Writes what is logged as one flat JSON object a line: {@code time}, {@code level}, what was logged as key and value,
 * {@code message}, {@code logger}. Of a failure it names the class and the place, but not the message, which could quote a sample.
 *
 * <p>Logback's own encoder puts keys and values into an array, which collectors of logs leave out (Loki's {@code json} for one).
 */
final class JsonLines extends EncoderBase<ILoggingEvent> {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public byte[] encode(ILoggingEvent event) {
        ObjectNode line = JSON.createObjectNode();
        line.put("time", event.getInstant().toString());
        line.put("level", event.getLevel().toString());
        if (event.getKeyValuePairs() != null) {
            for (KeyValuePair pair : event.getKeyValuePairs()) {
                line.set(pair.key, JSON.valueToTree(pair.value));
            }
        }
        line.put("message", event.getFormattedMessage());
        line.put("logger", event.getLoggerName());
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.put("exception", thrown.getClassName());
            if (thrown.getStackTraceElementProxyArray().length > 0) {
                line.put(
                        "at",
                        thrown.getStackTraceElementProxyArray()[0]
                                .getStackTraceElement()
                                .toString());
            }
        }
        try {
            return (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
